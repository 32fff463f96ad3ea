use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Ident, Path};

use super::append::{Initial, OptionOf};
use super::fields::{Cloned, Cloning, Fields};
use super::serde_support::SerdeSupport;
use super::{braced, condition, docs, generated};
use crate::diagnostics::ends;
use crate::model::{Column, Table};

/// The insert type, and what it can do; nothing where no statement inserts.
pub fn expand(table: &Table, clone: &TokenStream) -> (TokenStream, TokenStream) {
    if table.is_retired() {
        return (TokenStream::new(), TokenStream::new());
    }
    let Table { ident, visibility, derive_insert, .. } = table;
    let name = type_ident(table);
    let declared = generated::ident(&name);
    let documentation = docs::insert(&ident.to_string());
    let columns: Vec<&Column> = columns(table).collect();
    let serde = SerdeSupport::of(derive_insert);
    let fields = fields(table);
    let serde_attributes = |column: &Column| match column {
        key if key.own_id => serde.generated_id(table),
        defaulted if defaulted.has_default() => serde.optional_field(table),
        _ => None,
    };
    let declared_fields = fields.declaration(
        |column| {
            let (kept, added) = (serde.kept_attributes(&column.attributes), serde_attributes(column));
            quote!(#kept #added)
        },
        field_type,
    );
    let kept_attributes = serde.kept_attributes(&table.attributes);
    let derives = derives(derive_insert);
    let (required, constructor) = match table.named_insert {
        true => named(table, &columns, &fields),
        false => listed(&columns, &fields),
    };
    let declaration = quote! {
        #[doc = #documentation]
        #derives
        #[allow(dead_code)]
        #[must_use = "a new row is inserted by a statement"]
        #kept_attributes
        #visibility struct #declared #declared_fields
        #required
    };
    let setters =
        columns.iter().filter(|column| !column.own_id && !column.is_required()).map(|column| setter(column, &fields));
    let validate = validate(&quote!(InsertRow));
    let decisions = condition::decisions(table, condition::View::Insert, &fields);
    let methods = braced([constructor, key(table, &fields)].into_iter().chain(setters).chain(validate));
    let implementation = quote! {
        impl #name #methods
        impl __Debug for #name {
            fn fmt(&self, f: &mut __Formatter<'_>) -> __FmtResult {
                __p::debug_insert(self, f)
            }
        }
        #[automatically_derived]
        impl __Clone for #name {
            fn clone(&self) -> Self {
                #clone
            }
        }
        impl __p::InsertRow for #name {
            type Table = #ident;
            #decisions
        }
    };
    (declaration, implementation)
}

/// `validate` as a method of the type, which is found before that of garde's trait where both are imported.
pub fn validate(of: &TokenStream) -> Option<TokenStream> {
    let documentation = docs::VALIDATE;
    cfg!(feature = "libraries").then(|| {
        quote! {
            #[doc = #documentation]
            pub fn validate(&self) -> __p::Result<(), __p::ValidationError> {
                __p::#of::validate(self)
            }
        }
    })
}

/// `ProductInsert`; of a retired table, the type without values.
pub fn name(table: &Table) -> TokenStream {
    if table.is_retired() {
        let ident = &table.ident;
        return quote!(__p::NoInsert<#ident>);
    }
    type_ident(table).into_token_stream()
}

fn type_ident(table: &Table) -> Ident {
    format_ident!("{}Insert", table.ident)
}

/// The derives that the user asks for.
pub fn derives(derives: &[Path]) -> Option<TokenStream> {
    (!derives.is_empty()).then(|| quote!(#[derive(#(#derives),*)]))
}

/// The fields of an insert, twelve in a group. A nullable column with a default is a group of its own.
fn fields(table: &Table) -> Fields<'_> {
    let columns: Vec<&Column> = columns(table).collect();
    let parts = columns.chunk_by(|one, next| !is_nullable_with_default(one) && !is_nullable_with_default(next));
    Fields::new(parts.flat_map(|part| part.chunks(12)).map(<[&Column]>::to_vec), !table.derive_insert.is_empty())
}

/// The fields of an insert, handed over `to` the runtime, a group in a call.
pub fn values(table: &Table) -> TokenStream {
    if table.is_retired() {
        return quote!(r.fields(to));
    }
    fields(table).handed().fold(quote!(to), |handed, (part, values)| match part {
        [Column { ty, .. }] if is_nullable_with_default(part[0]) => quote!(#handed.null_or_default::<#ty>(#values.0)),
        _ => {
            let types = part.iter().map(|column| handed_type(column));
            let function = format_ident!("values_{}", part.len());
            quote!(__p::#function::<#(#types),*>(#handed, #values))
        }
    })
}

/// How the insert type is cloned, if there is one.
pub fn clone(table: &Table) -> Option<Cloning> {
    let exists = !table.is_retired();
    exists.then(|| {
        fields(table).clone(&name(table), |column| match is_nullable_with_default(column) {
            true => (Cloned::Set, column.ty.to_token_stream()),
            false => (Cloned::Column, handed_type(column)),
        })
    })
}

/// The type of a field, at the tokens of the column's type: rustc reports a type that is not a column type once for the same tokens.
fn handed_type(column: &Column) -> TokenStream {
    let ty = &column.ty;
    if !column.has_default() {
        return quote!(#ty);
    }
    let (first, last) = ends(ty);
    let (start, end) = (quote_spanned!(first=> __p::Option<), quote_spanned!(last=> >));
    quote!(#start #ty #end)
}

/// A field of it is an `Option` of an `Option`.
fn is_nullable_with_default(column: &Column) -> bool {
    column.has_default() && column.shape.nullable
}

/// What an insert sets: neither tenant nor timestamps, nor what is computed.
fn columns(table: &Table) -> impl Iterator<Item = &Column> {
    table.columns.iter().filter(|column| column.is_inserted())
}

/// None stands for a default that the statement fills in.
fn field_type(column: &Column) -> OptionOf<'_> {
    OptionOf { ty: &column.ty, is_option: column.has_default() }
}

/// No other item, and `new` with a parameter for each required column.
fn listed(columns: &[&Column], fields: &Fields<'_>) -> (TokenStream, TokenStream) {
    let required = columns.iter().filter(|column| column.is_required());
    let (parameters, types): (Vec<_>, Vec<_>) = required.map(|column| (&column.ident, &column.ty)).unzip();
    let value = fields.with(|column| initial(column, Initial::Given));
    let documentation = documentation(columns);
    let constructor = quote! {
        #[doc = #documentation]
        pub fn new(#(#parameters: impl __IntoColumn<#types>),*) -> Self {
            #value
        }
    };
    (TokenStream::new(), constructor)
}

/// A struct with a field for each required column, and `new` with one parameter of that type.
fn named(table: &Table, columns: &[&Column], fields: &Fields<'_>) -> (TokenStream, TokenStream) {
    let name = format_ident!("{}Required", table.ident);
    let (declared, visibility) = (generated::ident(&name), &table.visibility);
    let declared_fields = columns.iter().filter(|column| column.is_required()).map(|column| {
        let (ident, ty, documentation) = (&column.ident, &column.ty, docs::column(&column.name));
        quote!(#[doc = #documentation] pub #ident: #ty,)
    });
    let documentation = docs::required(&table.ident.to_string());
    let required = quote! {
        #[doc = #documentation]
        #[derive(Clone, Debug)]
        #visibility struct #declared { #(#declared_fields)* }
    };
    let value = fields.with(|column| initial(column, |ident| Initial::Other(quote!(required.#ident))));
    let documentation = self::documentation(columns);
    let constructor = quote! {
        #[doc = #documentation]
        pub fn new(required: #name) -> Self {
            #value
        }
    };
    (required, constructor)
}

/// The value of a field in a new row: the id is generated, what is required has this value, everything else is not set.
fn initial<'column>(
    column: &'column Column,
    required: impl Fn(&'column Ident) -> Initial<'column>,
) -> Initial<'column> {
    if column.own_id {
        Initial::Other(quote!(__p::Id::generate()))
    } else if column.is_required() {
        required(&column.ident)
    } else {
        Initial::Unset
    }
}

fn documentation(columns: &[&Column]) -> &'static str {
    if columns.iter().any(|column| column.own_id) { docs::INSERT_NEW } else { docs::INSERT_NEW_KEYED }
}

/// `with_id` and `id`, where the id is made.
fn key(table: &Table, fields: &Fields<'_>) -> TokenStream {
    let Some(column) = table.key_columns().into_iter().find(|column| column.own_id) else {
        return TokenStream::new();
    };
    let (place, ty, with_id, id) = (fields.place(column), &column.ty, docs::WITH_ID, docs::ID);
    quote! {
        #[doc = #with_id]
        pub fn with_id(mut self, id: #ty) -> Self {
            self.#place = id;
            self
        }
        #[doc = #id]
        #[must_use]
        pub fn id(&self) -> #ty {
            self.#place
        }
    }
}

fn setter(column: &Column, fields: &Fields<'_>) -> TokenStream {
    let (ident, ty, place) = (&column.ident, &column.ty, fields.place(column));
    let (name, documentation) = (setter_name(ident), docs::setter(&column.name));
    let value = if column.has_default() { quote!(value.into_set()) } else { quote!(value.into_column()) };
    quote! {
        #[doc = #documentation]
        pub fn #name(mut self, value: impl __IntoColumn<#ty>) -> Self {
            self.#place = #value;
            self
        }
    }
}

/// A column called like a method of the type has its setter under another name.
pub fn setter_name(ident: &Ident) -> Ident {
    if ["new", "id", "with_id", "validate"].contains(&ident.to_string().as_str()) {
        format_ident!("set_{ident}")
    } else {
        ident.clone()
    }
}
