use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::Ident;

use super::insert::setter_name;
use super::serde_support::SerdeSupport;
use super::{braced, clone, condition, docs, generated};
use crate::model::{Column, Table};

/// The update type, and what it can do; nothing where no column changes.
pub fn expand(table: &Table) -> (TokenStream, TokenStream) {
    if !exists(table) {
        return (TokenStream::new(), TokenStream::new());
    }
    let Table { ident, visibility, derive_update, .. } = table;
    let name = type_ident(table);
    let declared = generated::ident(&name);
    let documentation = docs::update(&ident.to_string());
    let serde = SerdeSupport::of(derive_update);
    let columns = || changeable(table).map(|(_, column)| column);
    let (idents, types) = (columns().map(|column| &column.ident), columns().map(|column| &column.ty));
    let serde_attributes = columns().map(|_| serde.optional_field(table));
    let kept_of_fields = columns().map(|column| serde.kept_attributes(&column.attributes));
    let kept_attributes = serde.kept_attributes(&table.attributes);
    let derives = clone::derives(derive_update);
    let declaration = quote! {
        #[doc = #documentation]
        #derives
        #[allow(dead_code)]
        #[must_use = "a change is made by a statement"]
        #kept_attributes
        #visibility struct #declared {
            #(#kept_of_fields #serde_attributes #idents: ::core::option::Option<#types>,)*
        }
    };
    let (new, validate) = (docs::UPDATE_NEW, docs::VALIDATE);
    let checks = condition::decisions(table, condition::View::Update);
    let idents = columns().map(|column| &column.ident);
    let methods = quote! {
        #[doc = #new]
        pub fn new() -> Self {
            __p::Default::default()
        }
        #[doc = #validate]
        pub fn validate(&self) -> __p::Result<(), __p::ValidationError> {
            __p::validate_changes(self, #checks)
        }
    };
    let methods = braced([methods, setters(columns())]);
    let mut implementation = quote! {
        impl #name #methods
        impl __p::Debug for #name {
            fn fmt(&self, f: &mut __p::fmt::Formatter<'_>) -> __p::fmt::Result {
                __p::debug_update(self, f)
            }
        }
        impl __p::Default for #name {
            fn default() -> Self {
                Self { #(#idents: __None),* }
            }
        }
        impl __p::UpdateRow for #name {
            type Table = #ident;
        }
    };
    implementation.extend([clone::expand(&name, columns())]);
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

/// The fields of an update, handed over `to` the runtime: of columns beside each other, twelve in a call.
pub fn changes(table: &Table) -> TokenStream {
    if !exists(table) {
        return quote!(match r {});
    }
    let columns: Vec<(usize, &Column)> = changeable(table).collect();
    let beside = columns.chunk_by(|(one, _), (next, _)| one + 1 == *next);
    beside.flat_map(|part| part.chunks(12)).fold(quote!(to), |handed, part| {
        let (function, place) = (format_ident!("changes_{}", part.len()), Literal::usize_unsuffixed(part[0].0));
        let (types, idents) = (part.iter().map(|(_, column)| &column.ty), part.iter().map(|(_, column)| &column.ident));
        quote!(__p::#function::<#(#types),*>(#handed, #place, #(r.#idents),*))
    })
}

fn changeable(table: &Table) -> impl Iterator<Item = (usize, &Column)> + Clone {
    table.columns.iter().enumerate().filter(|(_, column)| column.is_changeable())
}

/// Whether any column may change.
pub fn exists(table: &Table) -> bool {
    !table.is_retired() && !table.append_only && table.columns.iter().any(Column::is_changeable)
}

/// One token stream for all: it costs the macro less than one for each.
fn setters<'a>(columns: impl Iterator<Item = &'a Column> + Clone) -> TokenStream {
    let (idents, types) = (columns.clone().map(|column| &column.ident), columns.clone().map(|column| &column.ty));
    let names = columns.clone().map(|column| setter_name(&column.ident));
    let documentation = columns.map(|column| docs::setter(&column.name));
    quote! {
        #(
            #[doc = #documentation]
            pub fn #names(mut self, value: impl __IntoColumn<#types>) -> Self {
                self.#idents = value.into_set();
                self
            }
        )*
    }
}
