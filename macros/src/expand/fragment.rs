use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;

use crate::parse;
use crate::parse::sql::{Fragment, Part};

/// The condition: its parts are a constant, and its values are bound.
pub fn fragment(input: &parse::Fragment, fragment: &Fragment) -> TokenStream {
    let parse::Fragment { runtime, table, values, .. } = input;
    // Named once, so that a table that is not there is one error.
    let alias = Ident::new("__Table", Span::call_site());
    let parts = fragment.parts.iter().map(|part| match part {
        Part::Column(name) => {
            // An item, so that `cargo check` evaluates it.
            let (at, name) = (input.sql.span(), name.unraw().to_string());
            let arguments = quote_spanned!(at=> (#name));
            let column = quote_spanned!(at=> #runtime::__v0::rules::field::<#alias> #arguments);
            quote!(#runtime::__v0::SqlPart::Column({
                const __COLUMN: &#runtime::__v0::ColumnDef = #column;
                __COLUMN
            }))
        }
        Part::Value => quote!(#runtime::__v0::SqlPart::Value),
        Part::Text(text) => quote!(#runtime::__v0::SqlPart::Text(#text)),
    });
    let parts: Vec<_> = parts.collect();
    let has_columns = fragment.parts.iter().any(|part| matches!(part, Part::Column(_)));
    // An item does not name a type parameter.
    let (declared, of) =
        if has_columns { (quote!(type #alias = #table;), quote!(#alias)) } else { (quote!(), quote!(#table)) };
    quote! {{
        #declared
        #runtime::__v0::SqlCondition::new(const { &[#(#parts),*] }) #(.bind(#values))* .condition::<#of>()
    }}
}
