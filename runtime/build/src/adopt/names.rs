//! The names that rule N01 refuses, apart from those that another step changes.

use super::field;
use crate::model::{Column, Table};

/// What is written for a column that gets the name of its field.
pub(super) fn renamed(column: &Column) -> String {
    let old = &column.name;
    format!("`renamed_from = {old:?}` in place of `name = {old:?}` in `#[column(..)]` of `{}`", field(column))
}

/// Whether a line is that of this column, or of any.
pub(super) fn renames(line: &str, column: Option<&Column>) -> bool {
    match column {
        Some(column) => line == renamed(column),
        None => line.starts_with("`renamed_from = "),
    }
}

/// The timestamps of other names: rule T01 is about all three, and its step renames them.
pub(super) fn renamed_timestamps(table: &Table) -> impl Iterator<Item = &Column> {
    table.columns.iter().filter(|column| is_renamed_timestamp(column))
}

fn is_renamed_timestamp(column: &Column) -> bool {
    column.is_timestamp() && column.name != field(column)
}

/// The columns that get other names, beside the timestamps that rule T01 renames.
pub(super) fn columns(table: &Table) -> impl Iterator<Item = &Column> {
    let renames_timestamps = is_waived(table, "T01");
    let is_one = move |column: &&Column| {
        !is_snake_case(&column.name)
            && column.name != field(column)
            && !(renames_timestamps && is_renamed_timestamp(column))
            && column.waivers.iter().all(|waiver| waiver.code != "N01")
    };
    table.columns.iter().filter(is_one)
}

/// The names of the table and its parts, without those of columns.
pub(super) fn others(table: &Table) -> impl Iterator<Item = &str> {
    let indexes = table.indexes.iter().map(|index| &index.name);
    let checks = table.checks.iter().map(|check| &check.name);
    let references = table.references.iter().map(|reference| &reference.name);
    let keys = table.keys().map(|key| &key.name);
    let children = table.children.iter().map(|child| &child.name);
    let parts = indexes.chain(checks).chain(references).chain(keys).chain(children);
    // Names that are made of the others change with them.
    let is_made_of = |name: &str, of: &str| !is_snake_case(of) && name.contains(of);
    let follows = move |name: &str| {
        is_made_of(name, &table.name) || table.columns.iter().any(|column| is_made_of(name, &column.name))
    };
    let is_own = move |name: &&str| !(is_snake_case(name) || follows(name));
    [table.name.as_ref()].into_iter().filter(|name| !is_snake_case(name)).chain(parts.map(AsRef::as_ref).filter(is_own))
}

/// Whether the waiver of rule N01 on this column, or on the table, is only about timestamps that the step of rule T01 renames.
pub(super) fn are_of_timestamps(table: &Table, column: Option<&Column>) -> bool {
    match column {
        Some(column) => is_renamed_timestamp(column),
        None => {
            renamed_timestamps(table).next().is_some()
                && columns(table).next().is_none()
                && others(table).next().is_none()
        }
    }
}

fn is_waived(table: &Table, code: &str) -> bool {
    table
        .waivers
        .iter()
        .chain(table.columns.iter().flat_map(|column| &column.waivers))
        .any(|waiver| waiver.code == code)
}

fn is_snake_case(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_digit())
        && name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
}
