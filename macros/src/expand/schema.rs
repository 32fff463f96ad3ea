use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::parse::Schema;

/// What `schema!` makes of its list. The laws over several tables are evaluated with it.
pub fn schema(schema: &Schema) -> TokenStream {
    let Schema { attributes, visibility, ident, tables } = schema;
    let documentation = attributes
        .is_empty()
        .then(|| quote!(#[doc = "The tables of the database, for the DDL and whatever else reads them."]));
    let law = quote_spanned!(ident.span()=> const _: () = ::peristyle::__v0::law::schema(&#ident););
    quote! {
        #documentation
        #(#attributes)*
        #visibility static #ident: ::peristyle::Schema = ::peristyle::Schema {
            tables: &[#(&<#tables as ::peristyle::__v0::Table>::DEF),*],
        };
        #law
    }
}
