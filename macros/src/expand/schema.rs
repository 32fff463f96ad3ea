use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::diagnostics::ends;
use crate::model::{Extra, Waiver};
use crate::parse::Schema;

/// What `schema!` makes of its list. The checks over several tables are asserted at each entry.
pub fn schema(schema: &Schema, extras: &[Extra], waivers: &[Waiver]) -> TokenStream {
    let Schema { runtime, attributes, visibility, ident, tables, .. } = schema;
    let runtime = runtime.as_ref().map_or_else(|| quote!(::peristyle), |path| quote!(#path));
    let sql = super::definition::extras(extras, waivers, &quote!(#runtime::__v0));
    let is_documented = attributes.iter().any(|attribute| attribute.path().is_ident("doc"));
    let documentation = (!is_documented)
        .then(|| quote!(#[doc = "The tables of the database, for the DDL and whatever else reads them."]));
    let conditions = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    let names = name_of_the_names(ident);
    let count = Literal::usize_unsuffixed(tables.len());
    let checks = tables.iter().enumerate().map(|(place, table)| {
        let (place, (first, last)) = (Literal::usize_unsuffixed(place), ends(table));
        let arguments = quote_spanned!(last=> (&#ident, &#names, #place));
        quote_spanned!(first=> const _: () = __p::rules::entry #arguments;)
    });
    quote! {
        #documentation
        #(#attributes)*
        #visibility static #ident: #runtime::Schema = #runtime::Schema {
            tables: &[#(&<#tables as #runtime::__v0::Table>::DEF),*],
            sql: #sql,
        };
        #(#conditions)*
        const _: () = {
            use #runtime::__v0 as __p;
            const #names: [u64; #count] = __p::rules::names(&#ident);
            #(#checks)*
        };
    }
}

/// The schema itself may have any name, and an item of the same name would hide it.
fn name_of_the_names(schema: &Ident) -> Ident {
    let name = if schema == "__NAMES" { "__TABLE_NAMES" } else { "__NAMES" };
    Ident::new(name, Span::call_site())
}
