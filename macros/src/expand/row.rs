use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::punctuated::Punctuated;
use syn::{Path, Token};

use super::{docs, generated};
use crate::model::{Column, Table};

/// The struct with its added columns, and its alias.
pub fn expand(table: &Table) -> TokenStream {
    let Table { ident, visibility, attributes, .. } = table;
    let declared = generated::ident(ident);
    let alias = format_ident!("{ident}Select");
    let documentation = docs::select(&ident.to_string());
    let fields = table.columns.iter().map(|column| field(table, column));
    let unused = table.is_retired().then(|| quote!(#[allow(dead_code)]));
    quote! {
        #unused
        #(#attributes)*
        #visibility struct #declared { #(#fields)* }
        #[doc = #documentation]
        #[allow(dead_code)]
        #visibility type #alias = #ident;
    }
}

/// The traits of the drivers, unless the struct derives them itself.
pub fn on_drivers(table: &Table) -> TokenStream {
    let ident = &table.ident;
    let derives_itself =
        table.attributes.iter().filter(|attribute| attribute.path().is_ident("derive")).any(|derive| {
            let paths = derive.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated).unwrap_or_default();
            paths.iter().any(|path| path.segments.last().is_some_and(|last| last.ident == "FromRow"))
        });
    if derives_itself { TokenStream::new() } else { quote!(__p::row_on_sqlx!(#ident);) }
}

/// Outside of the constant that holds the rest, an added column names its type in full.
fn field(table: &Table, column: &Column) -> TokenStream {
    let (Column { ident, ty, visibility, attributes, .. }, runtime) = (column, &table.runtime);
    let ty = match (column.added, column.shape.nullable) {
        (true, true) => quote!(::core::option::Option<#runtime::Timestamp>),
        (true, false) => quote!(#runtime::Timestamp),
        (false, _) => quote!(#ty),
    };
    quote!(#(#attributes)* #visibility #ident: #ty,)
}
