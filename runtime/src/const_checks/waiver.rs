//! Whether a waiver is needed, if the tokens do not show it (W01).

use super::index::any_index_column;
use super::sql_type::{is_float, is_id, is_json, is_padded, is_text_column, is_unsized, is_unzoned};
use super::table::{column_of, copied_column};
use super::{broken, waives};
use crate::const_str::{begins_with, str_eq};
use crate::definition::Tenancy;
use crate::{ColumnDef, TableDef};

/// What a table refers to: the referencing column, and the other table.
type References<'def> = &'def [(&'def str, Option<(&'def TableDef, &'def str)>)];

/// The waiver with that number on the table. The columns with these numbers can break the rule by their types.
#[track_caller]
#[inline]
pub const fn table_waiver(table: TableDef, place: usize, columns: &[usize], references: References<'_>) {
    let table = &table;
    let waiver = &table.waivers[place];
    let is_of_indexes = str_eq(waiver.code, "I08") || str_eq(waiver.code, "I09");
    let mut needed = is_of_indexes && any_index_column(table, waiver.code);
    let mut at = 0;
    while at < columns.len() {
        needed |= breaks(table, &table.columns[columns[at]], waiver.code, references);
        at += 1;
    }
    if !needed {
        waives_nothing(waiver.name);
    }
}

/// The waiver with that number on the column with that number.
#[track_caller]
#[inline]
pub const fn column_waiver(table: TableDef, column: usize, place: usize, references: References<'_>) {
    let table = &table;
    let column = &table.columns[column];
    let waiver = &column.waivers[place];
    if !breaks(table, column, waiver.code, references) {
        waives_nothing(waiver.name);
    }
}

/// The waiver of N02 on a tenant table.
#[track_caller]
#[inline]
pub const fn prefix_waiver(table: TableDef, root: &TableDef) {
    let table = &table;
    if let Tenancy::Root { prefix } = root.tenancy
        && begins_with(table.name, prefix)
        && waives(table.waivers, "N02")
    {
        waives_nothing("tenant_prefix");
    }
}

/// The waiver of F07: a table that is referred to has soft deletes, and its rows are not the tenants.
#[track_caller]
#[inline]
pub const fn live_waiver(_table: TableDef, targets: &[Option<(&TableDef, &str)>]) {
    let mut at = 0;
    while at < targets.len() {
        if let Some((target, _)) = targets[at]
            && target.soft_delete()
            && !matches!(target.tenancy, Tenancy::Root { .. })
        {
            return;
        }
        at += 1;
    }
    waives_nothing("live_reference");
}

/// Whether the type of a column breaks a rule. If the rule is also about the name, the macro has checked the name.
#[inline]
const fn breaks(table: &TableDef, column: &ColumnDef, code: &str, references: References<'_>) -> bool {
    str_eq(code, "C01") && is_unsized(column.sql_type)
        || str_eq(code, "C02") && is_float(column.sql_type)
        || str_eq(code, "C04") && column.untyped_json
        || str_eq(code, "C05") && is_json(column.sql_type)
        || str_eq(code, "C06") && is_padded(column.sql_type)
        || str_eq(code, "C07") && is_text_column(column)
        || str_eq(code, "F01") && is_id(column)
        || str_eq(code, "F05") && refers_to_itself(table, column)
        || str_eq(code, "C08") && copies(table, column, references)
        || str_eq(code, "P04") && is_global_to_tenant(table, column, references)
        || str_eq(code, "T02") && (is_unzoned(column.sql_type) || is_unzoned(column.rust_type))
}

#[inline]
const fn copies(table: &TableDef, column: &ColumnDef, references: References<'_>) -> bool {
    let mut at = 0;
    while at < references.len() {
        if let (reference, Some((target, _))) = references[at]
            && copied_column(column, column_of(table, reference), target).is_some()
        {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether a column of a global table refers to a tenant table. Rule P04 reports a table that the waiver does not cover.
#[inline]
const fn is_global_to_tenant(table: &TableDef, column: &ColumnDef, references: References<'_>) -> bool {
    if !matches!(table.tenancy, Tenancy::Global) {
        return false;
    }
    let mut at = 0;
    while at < references.len() {
        if let (reference, Some((target, _))) = references[at]
            && str_eq(reference, column.name)
            && !matches!(target.tenancy, Tenancy::Global)
        {
            return true;
        }
        at += 1;
    }
    false
}

#[inline]
const fn refers_to_itself(table: &TableDef, column: &ColumnDef) -> bool {
    let mut place = 0;
    while place < table.references.len() {
        let reference = &table.references[place];
        let mut at = 0;
        while at < reference.columns.len() && !str_eq(reference.columns[at], column.name) {
            at += 1;
        }
        let is_in_it = at < reference.columns.len();
        if is_in_it && !column.nullable && reference.target_name.is(table.qualified()) {
            return true;
        }
        place += 1;
    }
    false
}

#[track_caller]
#[inline]
const fn waives_nothing(name: &str) -> ! {
    broken(&["[W01] the waiver of `", name, "` waives nothing\n  = help: remove it\n  = docs: peristyle::rules::W01"])
}
