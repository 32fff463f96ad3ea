use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};

use crate::diagnostics::ends;
use crate::model::Extra;
use crate::parse::Schema;

/// What `schema!` makes of its list. The checks over several tables are asserted at each entry.
pub fn schema(schema: &Schema, extras: &[Extra]) -> TokenStream {
    let Schema { runtime, attributes, visibility, ident, tables, .. } = schema;
    let runtime = runtime.as_ref().map_or_else(|| quote!(::peristyle), |path| quote!(#path));
    let sql = super::definition::extras(extras, &quote!(#runtime::__v0));
    let documentation = attributes
        .is_empty()
        .then(|| quote!(#[doc = "The tables of the database, for the DDL and whatever else reads them."]));
    let count = Literal::usize_unsuffixed(tables.len());
    let checks = tables.iter().enumerate().map(|(place, table)| {
        let (place, (first, last)) = (Literal::usize_unsuffixed(place), ends(table));
        let arguments = quote_spanned!(last=> (&#ident, &NAMES, #place));
        quote_spanned!(first=> const _: () = __p::rules::entry #arguments;)
    });
    quote! {
        #documentation
        #(#attributes)*
        #visibility static #ident: #runtime::Schema = #runtime::Schema {
            tables: &[#(&<#tables as #runtime::__v0::Table>::DEF),*],
            sql: #sql,
        };
        const _: () = {
            use #runtime::__v0 as __p;
            const NAMES: [u64; #count] = __p::rules::names(&#ident);
            #(#checks)*
        };
    }
}
