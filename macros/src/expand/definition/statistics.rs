//! Extended statistics.

use proc_macro2::TokenStream;
use quote::quote;

use super::index::index_column;
use crate::model::{Statistics, Table};
use crate::parse::value::Text;

/// The statistics of a table over several columns.
pub fn expand(table: &Table, statistics: &Statistics) -> TokenStream {
    let columns = statistics.columns.iter().map(|column| index_column(table, column));
    let name = statistics.name.as_ref().map(|Text { value, .. }| quote!(name: __p::Some(#value),));
    let doc = statistics.why.as_ref().map(|Text { value, .. }| quote!(doc: #value,));
    let kinds = statistics.kinds.iter().map(ToString::to_string);
    let kinds = (!statistics.kinds.is_empty()).then(|| quote!(kinds: &[#(#kinds),*],));
    quote!(__p::StatisticsDef { #name columns: &[#(#columns),*], #kinds #doc ..__p::StatisticsDef::PLAIN })
}
