use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::parse::Schema;

/// What `schema!` makes of its list. The laws over several tables are evaluated with it.
pub fn schema(schema: &Schema) -> TokenStream {
    let Schema { runtime, attributes, visibility, ident, tables } = schema;
    let runtime = runtime.as_ref().map_or_else(|| quote!(::peristyle), |path| quote!(#path));
    let documentation = attributes
        .is_empty()
        .then(|| quote!(#[doc = "The tables of the database, for the DDL and whatever else reads them."]));
    let law = quote_spanned!(ident.span()=> const _: () = #runtime::__v0::law::schema(&#ident););
    quote! {
        #documentation
        #(#attributes)*
        #visibility static #ident: #runtime::Schema = #runtime::Schema {
            tables: &[#(&<#tables as #runtime::__v0::Table>::DEF),*],
        };
        #law
    }
}
