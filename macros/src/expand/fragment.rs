use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt;

use crate::model::{Fragment, Part};
use crate::parse;

/// The condition: its parts are a constant, and its values are bound.
pub fn fragment(input: &parse::Fragment, fragment: &Fragment) -> TokenStream {
    let parse::Fragment { runtime, table, values, .. } = input;
    let parts = fragment.parts.iter().map(|part| match part {
        Part::Column(name) => {
            let column = format_ident!("{}", name.unraw().to_string().to_uppercase(), span = name.span());
            quote!(#runtime::__v0::SqlPart::Column(<#table>::#column.def()))
        }
        Part::Value => quote!(#runtime::__v0::SqlPart::Value),
        Part::Text(text) => quote!(#runtime::__v0::SqlPart::Text(#text)),
    });
    quote! {
        #runtime::__v0::SqlCondition::new(const { &[#(#parts),*] }) #(.bind(#values))* .condition::<#table>()
    }
}
