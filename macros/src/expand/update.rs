use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::Ident;

use super::append::OptionOf;
use super::fields::{Cloned, Cloning, Fields};
use super::insert::{derives, setter_name, validate};
use super::serde_support::SerdeSupport;
use super::{braced, condition, docs, generated};
use crate::model::{Column, Table};

/// The update type, and what it can do; nothing where no column changes.
pub fn expand(table: &Table, clone: &TokenStream) -> (TokenStream, TokenStream) {
    if !exists(table) {
        return (TokenStream::new(), TokenStream::new());
    }
    let Table { ident, visibility, derive_update, .. } = table;
    let name = type_ident(table);
    let declared = generated::ident(&name);
    let documentation = docs::update(&ident.to_string());
    let serde = SerdeSupport::of(derive_update);
    let fields = fields(table);
    let declared_fields = fields.declaration(
        |column| {
            let (kept, added) = (serde.kept_attributes(&column.attributes), serde.optional_field(table));
            quote!(#kept #added)
        },
        |Column { ty, .. }| OptionOf { ty, is_option: true },
    );
    let kept_attributes = serde.kept_attributes(&table.attributes);
    let derives = derives(derive_update);
    let declaration = quote! {
        #[doc = #documentation]
        #derives
        #[allow(dead_code)]
        #[must_use = "a change is made by a statement"]
        #kept_attributes
        #visibility struct #declared #declared_fields
    };
    let validate = validate(&quote!(UpdateRow));
    let decisions = condition::decisions(table, condition::View::Update, &fields);
    let methods = braced(validate.into_iter().chain([setters(table, &fields)]));
    let unset = fields.unset();
    let implementation = quote! {
        impl #name #methods
        impl __Debug for #name {
            fn fmt(&self, f: &mut __Formatter<'_>) -> __FmtResult {
                __p::debug_update(self, f)
            }
        }
        impl __p::Default for #name {
            fn default() -> Self {
                #unset
            }
        }
        #[automatically_derived]
        impl __Clone for #name {
            fn clone(&self) -> Self {
                #clone
            }
        }
        impl __p::UpdateRow for #name {
            type Table = #ident;
            #decisions
        }
    };
    (declaration, implementation)
}

/// `ProductUpdate`; where nothing changes, the type without values.
pub fn name(table: &Table) -> TokenStream {
    if !exists(table) {
        return quote!(__p::Infallible);
    }
    type_ident(table).into_token_stream()
}

fn type_ident(table: &Table) -> Ident {
    format_ident!("{}Update", table.ident)
}

/// The fields of an update: of columns beside each other, twelve in a group.
fn fields(table: &Table) -> Fields<'_> {
    let columns: Vec<(usize, &Column)> = changeable(table).collect();
    let beside = columns.chunk_by(|(one, _), (next, _)| one + 1 == *next);
    let groups = beside.flat_map(|part| part.chunks(12)).map(|part| part.iter().map(|(_, column)| *column).collect());
    Fields::new(groups, !table.derive_update.is_empty())
}

/// The fields of an update, handed over `to` the runtime, a group in a call.
pub fn changes(table: &Table) -> TokenStream {
    if !exists(table) {
        return quote!(match r {});
    }
    let place_of = |first: &Column| table.columns.iter().position(|column| std::ptr::eq(column, first));
    fields(table).handed().fold(quote!(to), |handed, (part, values)| {
        let place = part.first().and_then(|first| place_of(first)).unwrap_or_default();
        let (function, place) = (format_ident!("changes_{}", part.len()), Literal::usize_unsuffixed(place));
        let types = part.iter().map(|column| &column.ty);
        quote!(__p::#function::<#(#types),*>(#handed, #place, #values))
    })
}

/// How the update type is cloned, if there is one.
pub fn clone(table: &Table) -> Option<Cloning> {
    exists(table).then(|| fields(table).clone(&name(table), |Column { ty, .. }| (Cloned::Set, ty.to_token_stream())))
}

fn changeable(table: &Table) -> impl Iterator<Item = (usize, &Column)> + Clone {
    table.columns.iter().enumerate().filter(|(_, column)| column.is_changeable())
}

/// Whether any column may change.
pub fn exists(table: &Table) -> bool {
    !table.is_retired() && !table.append_only && table.columns.iter().any(Column::is_changeable)
}

/// One token stream for all: it costs the macro less than one for each.
fn setters(table: &Table, fields: &Fields<'_>) -> TokenStream {
    let columns = || changeable(table).map(|(_, column)| column);
    let types = columns().map(|column| &column.ty);
    let names = columns().map(|column| setter_name(&column.ident));
    let documentation = columns().map(|column| docs::setter(&column.name));
    let places = columns().map(|column| fields.place(column));
    quote! {
        #(
            #[doc = #documentation]
            pub fn #names(mut self, value: impl __IntoColumn<#types>) -> Self {
                self.#places = value.into_set();
                self
            }
        )*
    }
}
