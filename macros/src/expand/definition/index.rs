//! Indexes, unique indexes and exclusion constraints.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::storage;
use crate::expand::condition;
use crate::expand::names::{names, stored};
use crate::model::{Index, IndexColumn, Indexed, Table};
use crate::parse::value::Text;

/// An index.
pub fn expand(table: &Table, index: &Index) -> TokenStream {
    let columns = index.columns.iter().map(|column| index_column(table, column));
    let text = |key: TokenStream, text: &Option<Text>| text.as_ref().map(|Text { value, .. }| quote!(#key #value));
    let name = text(quote!(), &index.name).map(|name| quote!(name: __p::Some(#name),));
    let why = text(quote!(doc:), &index.why).map(|doc| quote!(#doc,));
    let only =
        index.only.as_ref().map(|only| condition::sql(table, only)).map(|pieces| quote!(only: __p::Some(#pieces),));
    let method = (!index.is_btree()).then(|| {
        let method = method(index.method());
        quote!(method: #method,)
    });
    let include = names(table, &index.include);
    let include = (!index.include.is_empty()).then(|| quote!(include: &[#(#include),*],));
    let options = (!index.options.is_empty()).then(|| {
        let options = storage::options(&index.options);
        quote!(options: #options,)
    });
    let constraint = constraint(index).map(|when| quote!(constraint: __p::Some(__p::Deferrable::#when),));
    let flag = |word: &Option<Ident>, key| word.is_some().then(|| Ident::new(key, Span::call_site()));
    let flags = [
        flag(&index.nulls_not_distinct, "nulls_not_distinct"),
        flag(&index.global, "global"),
        flag(&index.including_deleted, "including_deleted"),
        flag(&index.tenant_lookup, "tenant_lookup"),
        flag(&index.queue, "queue"),
        index.exclusion.then(|| Ident::new("exclusion", Span::call_site())),
        flag(&index.without_overlaps, "without_overlaps"),
    ];
    let (flags, unique) = (flags.iter().flatten(), index.unique);
    let plain = quote!(__p::index_over(&[#(#columns),*], #unique));
    let more = quote!(#name #only #include #method #options #constraint #why #(#flags: true,)*);
    if more.is_empty() { plain } else { quote!(__p::IndexDef { #more ..#plain }) }
}

/// When it is checked, where it is a constraint.
fn constraint(index: &Index) -> Option<TokenStream> {
    match &index.constraint {
        None if index.exclusion => Some(quote!(Never)),
        None => None,
        Some(word) if word == "deferrable" => Some(quote!(Immediate)),
        Some(word) if word == "initially_deferred" => Some(quote!(Deferred)),
        Some(_) => Some(quote!(Never)),
    }
}

/// A column or an expression, of statistics too.
pub fn index_column(table: &Table, column: &IndexColumn) -> TokenStream {
    let (name, expression) = match &column.key {
        Indexed::Column(ident) => (stored(table, ident), None),
        Indexed::Expression { sql, name } => {
            let columns = sql.columns().into_iter().cloned().collect::<Vec<_>>();
            let (columns, sql) = (names(table, &columns), condition::sql(table, sql));
            let expression = quote!(__p::Expression { sql: #sql, columns: &[#(#columns),*], __non_exhaustive: () });
            (name.clone(), Some(quote!(expression: __p::Some(#expression),)))
        }
    };
    let modifiers = &column.modifiers;
    let descending = modifiers.descending().then(|| quote!(descending: true,));
    let nulls = modifiers.nulls.as_ref().map(|nulls| {
        let place = if nulls == "nulls_first" { quote!(First) } else { quote!(Last) };
        quote!(nulls: __p::Some(__p::Nulls::#place),)
    });
    let option = |key: TokenStream, text: &Option<Text>| {
        text.as_ref().map(|Text { value, .. }| quote!(#key: __p::Some(#value),))
    };
    let ops = option(quote!(ops), &modifiers.ops);
    let collation = option(quote!(collation), &modifiers.collation);
    let operator = option(quote!(operator), &column.operator);
    let more = quote!(#expression #descending #nulls #ops #collation #operator);
    let plain = quote!(__p::IndexColumn::of(#name));
    if more.is_empty() { plain } else { quote!(__p::IndexColumn { #more ..#plain }) }
}

fn method(name: &str) -> TokenStream {
    match name {
        "gin" => quote!(__p::IndexMethod::Gin),
        "gist" => quote!(__p::IndexMethod::Gist),
        "brin" => quote!(__p::IndexMethod::Brin),
        "hash" => quote!(__p::IndexMethod::Hash),
        "spgist" => quote!(__p::IndexMethod::SpGist),
        other => quote!(__p::IndexMethod::Other(#other)),
    }
}
