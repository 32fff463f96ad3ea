//! The names of columns in the database.

use syn::Ident;
use syn::ext::IdentExt;

use crate::model::Table;

/// The name of a column in the database.
pub fn stored(table: &Table, ident: &Ident) -> String {
    table.column(ident).map_or_else(|| ident.unraw().to_string(), |(_, column)| column.stored_name().to_owned())
}

/// The names of columns in the database.
pub fn names(table: &Table, columns: &[Ident]) -> Vec<String> {
    columns.iter().filter_map(|ident| table.column(ident)).map(|(_, column)| column.stored_name().to_owned()).collect()
}
