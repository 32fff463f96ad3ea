//! The SQL of statements on one row, rendered at compile time (see [`super`]).
//!
//! `$1` is the tenant, if there is one; the other values follow in the order of the definition. A root's tenant column
//! is its `id`: a statement by primary key contains `id` twice, an insert once. `columns` is the list of [`columns`],
//! which is rendered once.

use std::borrow::Cow;

use crate::TableDef;
use crate::const_str::{ConstString, str_eq};
use crate::definition::{ColumnDef, IndexDef};
use crate::query::{cast, domain};
use crate::quote::write_name;

/// All columns as they are read, in the order of the definition, optionally qualified by the table.
pub(crate) const fn columns<const N: usize>(text: &mut ConstString<N>, def: &TableDef, qualified: bool) {
    let mut at = 0;
    while at < def.columns.len() && !text.overflowed() {
        let column = &def.columns[at];
        separator(text, at);
        if qualified {
            text.write_identifier(def.name);
            text.write(".");
        }
        text.write_identifier(column.name);
        cast::reading(text, column);
        at += 1;
    }
}

/// The row with a primary key.
pub(crate) const fn find<const N: usize>(text: &mut ConstString<N>, def: &TableDef, columns: &str) {
    selection(text, def, columns);
    by_key(text, def);
    live(text, def);
}

/// One select for each index in the order of the definition, each followed by NUL, which no SQL contains. An index that
/// finds no single row has an empty text.
pub(crate) const fn finders<const N: usize>(text: &mut ConstString<N>, def: &TableDef, columns: &str) {
    let mut at = 0;
    while at < def.indexes.len() && !text.overflowed() {
        let index = &def.indexes[at];
        if index.unique && index.is_over_columns() || period_of(def, index).is_some() {
            finder(text, def, columns, index);
        }
        text.write("\0");
        at += 1;
    }
}

/// The start of an update, up to the columns that it sets.
pub(crate) const fn update_head<const N: usize>(text: &mut ConstString<N>, def: &TableDef) {
    text.write("UPDATE ");
    def.qualified().write(text);
    text.write(" SET ");
}

/// The rest of an update, after the columns that it sets: the live row with a primary key. The values of the columns
/// follow those of the key.
pub(crate) const fn update_tail<const N: usize>(text: &mut ConstString<N>, def: &TableDef, columns: &str) {
    updated_at(text, def);
    by_key(text, def);
    live(text, def);
    returning(text, columns);
}

/// Deletes the row with a primary key: a soft delete where the table has `deleted_at`.
pub(crate) const fn delete<const N: usize>(text: &mut ConstString<N>, def: &TableDef, columns: &str) {
    if let Some(deleted_at) = def.deleted_at() {
        marking(text, def, deleted_at, "now()");
        by_key(text, def);
        live(text, def);
    } else {
        text.write("DELETE FROM ");
        def.qualified().write(text);
        by_key(text, def);
    }
    returning(text, columns);
}

/// Restores a soft-deleted row.
pub(crate) const fn restore<const N: usize>(text: &mut ConstString<N>, def: &TableDef, columns: &str) {
    let Some(deleted_at) = def.deleted_at() else { return };
    marking(text, def, deleted_at, "NULL");
    by_key(text, def);
    text.write(" AND ");
    text.write_identifier(deleted_at);
    text.write(" IS NOT NULL");
    returning(text, columns);
}

pub(super) const fn separator<const N: usize>(text: &mut ConstString<N>, before: usize) {
    if before > 0 {
        text.write(", ");
    }
}

pub(super) const fn selection<const N: usize>(text: &mut ConstString<N>, def: &TableDef, columns: &str) {
    text.write("SELECT ");
    text.write(columns);
    text.write(" FROM ");
    def.qualified().write(text);
}

pub(super) const fn returning<const N: usize>(text: &mut ConstString<N>, columns: &str) {
    text.write(" RETURNING ");
    text.write(columns);
}

const fn finder<const N: usize>(text: &mut ConstString<N>, def: &TableDef, columns: &str, index: &IndexDef) {
    selection(text, def, columns);
    let mut number = of_tenant(text, def);
    let period = period_of(def, index);
    let mut at = 0;
    while at < index.columns.len() {
        let name = index.columns[at].name;
        at += 1;
        if is_tenant(def, name) {
            continue;
        }
        number += 1;
        match period {
            Some(period) if at == index.columns.len() => contains(text, period, number),
            _ => equals(text, def, name, number),
        }
    }
    only(text, index.only);
    live(text, def);
}

/// The period of a constraint without overlaps, if its Rust type is a range: at each time there is one row.
pub(crate) const fn period_of<'def>(def: &'def TableDef, index: &IndexDef) -> Option<&'def ColumnDef> {
    if !index.without_overlaps || index.columns.is_empty() {
        return None;
    }
    match column_of(def, index.columns[index.columns.len() - 1].name) {
        Some(column) if cast::bound_of(column.carrier).is_some() => Some(column),
        _ => None,
    }
}

/// The condition on the tenant is first. Returns the number of placeholders.
pub(super) const fn of_tenant<const N: usize>(text: &mut ConstString<N>, def: &TableDef) -> usize {
    let Some(tenant) = def.tenant_column() else { return 0 };
    equals(text, def, tenant, 1);
    1
}

const fn by_key<const N: usize>(text: &mut ConstString<N>, def: &TableDef) {
    let taken = of_tenant(text, def);
    let mut at = 0;
    while at < def.key.len() {
        at += 1;
        equals(text, def, def.key[at - 1], taken + at);
    }
}

/// The period contains a value of the type of its bounds.
const fn contains<const N: usize>(text: &mut ConstString<N>, period: &ColumnDef, number: usize) {
    compares(text, period.name, " @> ", number);
    if let Some(bound) = cast::bound_of(period.carrier) {
        text.write("::");
        cast::base(text, bound);
    }
}

/// Writes the comparison with a placeholder, which it returns.
const fn compares<const N: usize>(
    text: &mut ConstString<N>,
    column: &str,
    operator: &str,
    number: usize,
) -> ConstString<8> {
    text.write(if number == 1 { " WHERE " } else { " AND " });
    text.write_identifier(column);
    text.write(operator);
    let mut placeholder = ConstString::<8>::new();
    placeholder.write("$");
    placeholder.write_number(number);
    text.write(placeholder.as_str());
    placeholder
}

const fn equals<const N: usize>(text: &mut ConstString<N>, def: &TableDef, column: &str, number: usize) {
    let placeholder = compares(text, column, " = ", number);
    if let Some(column) = column_of(def, column) {
        cast::binding(text, column);
        domain::unchanged(text, column, placeholder.as_str());
    }
}

pub(super) const fn live<const N: usize>(text: &mut ConstString<N>, def: &TableDef) {
    if let Some(deleted_at) = def.deleted_at() {
        text.write(" AND ");
        text.write_identifier(deleted_at);
        text.write(" IS NULL");
    }
}

/// The condition on deletion, as [`live`] writes it.
pub(crate) fn live_condition(deleted_at: &str) -> String {
    let mut text = " AND ".to_owned();
    write_name(&mut text, deleted_at);
    text + " IS NULL"
}

const fn only<const N: usize>(text: &mut ConstString<N>, condition: Option<&[&str]>) {
    let Some(pieces) = condition else { return };
    text.write(" AND (");
    let mut at = 0;
    while at < pieces.len() {
        text.write(pieces[at]);
        at += 1;
    }
    text.write(")");
}

const fn marking<const N: usize>(text: &mut ConstString<N>, def: &TableDef, deleted_at: &str, when: &str) {
    update_head(text, def);
    text.write_identifier(deleted_at);
    text.write(" = ");
    text.write(when);
    updated_at(text, def);
}

/// Sets `updated_at` too, if the table has it.
const fn updated_at<const N: usize>(text: &mut ConstString<N>, def: &TableDef) {
    let Some(column) = def.updated_at() else { return };
    text.write(", ");
    text.write_identifier(column.name);
    text.write(" = ");
    if column.no_trigger {
        text.write(NEXT.0);
        text.write_identifier(column.name);
        text.write(NEXT.1);
    } else {
        text.write("now()");
    }
}

/// The value of `updated_at` that a statement writes where no trigger moves it forward: each update of a row gives it another
/// value, a version.
const NEXT: (&str, &str) = ("greatest(now(), ", " + interval '1 microsecond')");

/// The value of `updated_at` that an update writes; `stored` is the column of the stored row.
pub(crate) fn next_updated_at(column: &ColumnDef, stored: impl std::fmt::Display) -> Cow<'static, str> {
    match column.no_trigger {
        true => format!("{}{stored}{}", NEXT.0, NEXT.1).into(),
        false => "now()".into(),
    }
}

const fn is_tenant(def: &TableDef, column: &str) -> bool {
    match def.tenant_column() {
        Some(tenant) => str_eq(tenant, column),
        None => false,
    }
}

/// The macro refers only to existing columns.
pub(super) const fn column_of<'def>(def: &'def TableDef, name: &str) -> Option<&'def ColumnDef> {
    let mut at = 0;
    while at < def.columns.len() {
        if str_eq(def.columns[at].name, name) {
            return Some(&def.columns[at]);
        }
        at += 1;
    }
    None
}
