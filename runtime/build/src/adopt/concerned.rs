//! The columns that a waiver of the table is about.

use crate::model::{Column, OnDelete, Reference, Table, Text};

/// Those that break the rule, as far as the definition shows it.
pub(super) fn columns<'a>(table: &'a Table, code: &str) -> Vec<&'a Column> {
    match code {
        "F02" => of_references(table, |one| one.on_delete == OnDelete::NoAction),
        "F03" => of_references(table, |one| one.why.is_empty() && !table.is_of_tenant(one)),
        "F05" => of_references(table, |one| one.target() == table.qualified() && !table.is_optional(one)),
        "I01" => of_references(table, |one| !is_indexed(table, &one.columns)),
        "F01" => of_columns(table, |column| {
            let is_id = column.name.ends_with("_id") || column.name.ends_with("_ids");
            is_id && !table.references.iter().any(|one| one.columns.contains(&column.name))
        }),
        "C01" => of_types(table, &["numeric"], |sql_type| !sql_type.contains('(')),
        "C02" => of_types(table, &["double precision", "real"], |_| true),
        "C05" => of_types(table, &["json"], |_| true),
        "C06" => of_types(table, &["char", "character", "bpchar"], |_| true),
        "T02" => of_types(table, &["timestamp"], |_| true),
        _ => Vec::new(),
    }
}

fn of_columns(table: &Table, is_it: impl Fn(&Column) -> bool) -> Vec<&Column> {
    table.struct_columns().filter(|column| column.waivers.is_empty() && is_it(column)).collect()
}

/// The columns of references over one column, beside the tenant.
fn of_references(table: &Table, is_it: impl Fn(&Reference) -> bool) -> Vec<&Column> {
    let references = table.references.iter().filter(|one| is_it(one));
    let single = references.filter_map(|one| match one.declared() {
        [only] => table.column(only),
        _ => None,
    });
    single.filter(|column| !column.is_of_other_releases()).collect()
}

fn of_types<'a>(table: &'a Table, bases: &[&str], is_it: impl Fn(&str) -> bool) -> Vec<&'a Column> {
    let is_of = |column: &Column| {
        let sql_type = column.sql_type.to_string();
        column.sql_type.base().is_some_and(|base| bases.contains(&base)) && is_it(&sql_type)
    };
    of_columns(table, is_of)
}

/// Whether a key or an index leads with the columns, in any order.
fn is_indexed(table: &Table, columns: &[Text]) -> bool {
    let leads = |of: Vec<&Text>| {
        of.len() >= columns.len() && columns.iter().all(|column| of[..columns.len()].contains(&column))
    };
    table.keys().any(|key| leads(key.columns.iter().collect()))
        || table.indexes.iter().any(|index| leads(index.columns.iter().map(|column| &column.name).collect()))
}
