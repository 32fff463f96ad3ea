use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs;
use crate::model::{Column, Table};

/// The struct with its added columns, and its alias.
pub fn expand(table: &Table) -> TokenStream {
    let Table { ident, visibility, attributes, .. } = table;
    let alias = format_ident!("{ident}Select");
    let documentation = docs::select(&ident.to_string());
    let fields = table.columns.iter().map(field);
    quote! {
        #(#attributes)*
        #visibility struct #ident { #(#fields)* }
        #[doc = #documentation]
        #[allow(dead_code)]
        #visibility type #alias = #ident;
    }
}

fn field(column: &Column) -> TokenStream {
    let Column { ident, ty, visibility, attributes, .. } = column;
    quote!(#(#attributes)* #visibility #ident: #ty,)
}
