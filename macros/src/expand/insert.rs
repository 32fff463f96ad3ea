use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Ident;

use super::row::FieldType;
use super::serde_support::SerdeSupport;
use super::{braced, clone, condition, docs, generated};
use crate::diagnostics::ends;
use crate::model::{Column, Table};

/// The insert type, and what it can do; nothing where no statement inserts.
pub fn expand(table: &Table) -> (TokenStream, TokenStream) {
    if table.is_retired() {
        return (TokenStream::new(), TokenStream::new());
    }
    let Table { ident, visibility, derive_insert, .. } = table;
    let name = type_ident(table);
    let declared = generated::ident(&name);
    let documentation = docs::insert(&ident.to_string());
    let columns: Vec<&Column> = columns(table).collect();
    let serde = SerdeSupport::of(derive_insert);
    let idents = columns.iter().map(|column| &column.ident);
    let types = columns.iter().map(|column| field_type(column));
    let serde_attributes = columns.iter().map(|column| match column {
        key if key.own_id => serde.generated_id(table),
        defaulted if defaulted.has_default() => serde.optional_field(table),
        _ => None,
    });
    let kept_of_fields = columns.iter().map(|column| serde.kept_attributes(&column.attributes));
    let kept_attributes = serde.kept_attributes(&table.attributes);
    let derives = clone::derives(derive_insert);
    let (required, constructor) = if table.named_insert { named(table, &columns) } else { listed(&columns) };
    let declaration = quote! {
        #[doc = #documentation]
        #derives
        #[allow(dead_code)]
        #[must_use = "a new row is inserted by a statement"]
        #kept_attributes
        #visibility struct #declared { #(#kept_of_fields #serde_attributes #idents: #types,)* }
        #required
    };
    let setters = columns.iter().filter(|column| !column.own_id && !column.is_required()).map(|column| setter(column));
    let validate = docs::VALIDATE;
    let checks = condition::decisions(table, condition::View::Insert);
    let validate = quote! {
        #[doc = #validate]
        pub fn validate(&self) -> __p::Result<(), __p::ValidationError> {
            __p::validate(self, #checks)
        }
    };
    let methods = braced([constructor, key(table)].into_iter().chain(setters).chain([validate]));
    let mut implementation = quote! {
        impl #name #methods
        impl __p::Debug for #name {
            fn fmt(&self, f: &mut __p::fmt::Formatter<'_>) -> __p::fmt::Result {
                __p::debug_insert(self, f)
            }
        }
        impl __p::InsertRow for #name {
            type Table = #ident;
        }
    };
    implementation.extend([clone::expand(&name, columns.iter().copied())]);
    (declaration, implementation)
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

/// The fields of an insert, handed over `to` the runtime, twelve in a call.
pub fn values(table: &Table) -> TokenStream {
    if table.is_retired() {
        return quote!(r.fields(to));
    }
    let columns: Vec<&Column> = columns(table).collect();
    let parts = columns.chunk_by(|one, next| !is_nullable_with_default(one) && !is_nullable_with_default(next));
    let mut handed = quote!(to);
    for part in parts.flat_map(|part| part.chunks(12)) {
        let idents = part.iter().map(|column| &column.ident);
        handed = match part {
            [Column { ident, ty, .. }] if is_nullable_with_default(part[0]) => {
                quote!(#handed.null_or_default::<#ty>(r.#ident))
            }
            _ => {
                let types = part.iter().map(|column| handed_type(column));
                let function = format_ident!("values_{}", part.len());
                quote!(__p::#function::<#(#types),*>(#handed, #(r.#idents),*))
            }
        };
    }
    handed
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
fn field_type(column: &Column) -> FieldType<'_> {
    let ty = &column.ty;
    match column.has_default() {
        true => FieldType::Generated(quote!(::core::option::Option<#ty>)),
        false => FieldType::Declared(ty),
    }
}

/// No other item, and `new` with a parameter for each required column.
fn listed(columns: &[&Column]) -> (TokenStream, TokenStream) {
    let required = columns.iter().filter(|column| column.is_required());
    let (parameters, types): (Vec<_>, Vec<_>) = required.map(|column| (&column.ident, &column.ty)).unzip();
    let idents = columns.iter().map(|column| &column.ident);
    let values = initial(columns, |ident| quote!(#ident.into_column()));
    let documentation = documentation(columns);
    let constructor = quote! {
        #[doc = #documentation]
        pub fn new(#(#parameters: impl __IntoColumn<#types>),*) -> Self {
            Self { #(#idents: #values,)* }
        }
    };
    (TokenStream::new(), constructor)
}

/// A struct with a field for each required column, and `new` with one parameter of that type.
fn named(table: &Table, columns: &[&Column]) -> (TokenStream, TokenStream) {
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
    let idents = columns.iter().map(|column| &column.ident);
    let values = initial(columns, |ident| quote!(required.#ident));
    let documentation = self::documentation(columns);
    let constructor = quote! {
        #[doc = #documentation]
        pub fn new(required: #name) -> Self {
            Self { #(#idents: #values,)* }
        }
    };
    (required, constructor)
}

/// The values of a new row: the id is generated, what is required has this value, everything else is not set.
fn initial<'columns>(
    columns: &'columns [&Column],
    required: impl Fn(&Ident) -> TokenStream + 'columns,
) -> impl Iterator<Item = TokenStream> + 'columns {
    columns.iter().map(move |column| {
        if column.own_id {
            quote!(__p::Id::generate())
        } else if column.is_required() {
            required(&column.ident)
        } else {
            quote!(__None)
        }
    })
}

fn documentation(columns: &[&Column]) -> &'static str {
    if columns.iter().any(|column| column.own_id) { docs::INSERT_NEW } else { docs::INSERT_NEW_KEYED }
}

/// `with_id` and `id`, where the id is made.
fn key(table: &Table) -> TokenStream {
    let Some(column) = table.key_columns().into_iter().find(|column| column.own_id) else {
        return TokenStream::new();
    };
    let (ident, ty, with_id, id) = (&column.ident, &column.ty, docs::WITH_ID, docs::ID);
    quote! {
        #[doc = #with_id]
        pub fn with_id(mut self, id: #ty) -> Self {
            self.#ident = id;
            self
        }
        #[doc = #id]
        #[must_use]
        pub fn id(&self) -> #ty {
            self.#ident
        }
    }
}

fn setter(column: &Column) -> TokenStream {
    let (ident, ty) = (&column.ident, &column.ty);
    let (name, documentation) = (setter_name(ident), docs::setter(&column.name));
    let value = if column.has_default() { quote!(value.into_set()) } else { quote!(value.into_column()) };
    quote! {
        #[doc = #documentation]
        pub fn #name(mut self, value: impl __IntoColumn<#ty>) -> Self {
            self.#ident = #value;
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
