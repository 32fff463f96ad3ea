use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::assertion::check;
use super::docs;
use super::names::names;
use super::scope::scope;
use crate::model::{Looked, Search, Table};
use crate::parse::sql::quoted;

/// The column that holds the words, computed from others, and its index.
pub fn definition(table: &Table, search: &Search) -> TokenStream {
    let (column, language) = (&search.column.value, &search.language);
    let mut pieces = Vec::new();
    let mut text = String::new();
    for (at, Looked { ident, weight }) in search.parts.iter().enumerate() {
        text.push_str(if at > 0 { " || " } else { "" });
        text.push_str(if weight.is_some() { "setweight(" } else { "" });
        text.push_str(&format!("to_tsvector({language}, coalesce("));
        pieces.push(std::mem::take(&mut text));
        pieces.extend(
            names(table, std::slice::from_ref(ident)).iter().map(|name| format!("\"{}\"", name.replace('"', "\"\""))),
        );
        text.push_str(", ''))");
        if let Some(weight) = weight {
            text.push_str(&format!(", {})", quoted(&weight.to_string())));
        }
    }
    pieces.push(text);
    let documentation = docs::searched(&search.parts.iter().map(|part| part.ident.to_string()).collect::<Vec<_>>());
    quote!(__p::SearchDef::new(#column, #documentation, &[#(#pieces),*], &[__p::IndexColumn::of(#column)], #language))
}

/// Each part is a text (I08).
pub fn const_checks(table: &Table, search: &Search) -> TokenStream {
    let parts = search.parts.iter().filter_map(|part| {
        let (place, column) = table.column(&part.ident).filter(|(_, column)| !column.reported)?;
        let _ = column;
        let place = Literal::usize_unsuffixed(place);
        Some(check(&part.ident, "searched", quote!(, #place)))
    });
    quote!(#(#parts)*)
}

/// `Product::search(tenant, "lamp", 20)`, and the search as a value, unless a column is called like it.
pub fn methods(table: &Table) -> TokenStream {
    let scope = scope(table);
    let tenant = scope.as_ref().map(|(name, root)| quote!(#name: impl __InTenant<#root>,));
    let scope = match &scope {
        Some((name, root)) => quote!(__p::tenant::<#root>(#name)),
        None => quote!(__None),
    };
    let (value, method) = (docs::SEARCH_VALUE, docs::SEARCH);
    let is_taken = table.columns.iter().any(|column| column.name.to_uppercase() == "SEARCH");
    let name = format_ident!("SEARCH");
    let constant = (!is_taken).then(|| {
        quote! {
            #[doc = #value]
            pub const #name: __p::Search<Self> = __p::Search::new();
        }
    });
    quote! {
        #constant
        #[doc = #method]
        pub fn search(#tenant query: &str, limit: u32) -> __p::Select<Self, __p::Limited> {
            __p::Search::<Self>::new().best(#scope, query, limit)
        }
    }
}
