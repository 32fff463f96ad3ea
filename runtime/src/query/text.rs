//! The texts of the fixed statements, from the definition alone. The compiler runs this (see [`super::fixed`]).
//!
//! The tenant is `$1` wherever there is one; the other values follow in the order of the definition. Of the root, whose tenant column is its own
//! `id`, a statement by key names `id` twice, and an insert once. `columns` is the list of [`columns`], which is put together once.

use crate::TableDef;
use crate::definition::{ColumnDef, IndexDef, Tenancy};
use crate::query::cast;
use crate::text::{Text, same};

/// All columns as they are read, in the order of the definition; each behind the table's name where that is asked for.
pub(crate) const fn columns<const N: usize>(text: &mut Text<N>, def: &TableDef, qualified: bool) {
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

/// The row of a key.
pub(crate) const fn find<const N: usize>(text: &mut Text<N>, def: &TableDef, columns: &str) {
    selection(text, def, columns);
    by_key(text, def);
    live(text, def);
}

/// One select for each index, in the order of the definition and with NUL behind each, which no SQL contains; nothing for an index that is not unique.
pub(crate) const fn finders<const N: usize>(text: &mut Text<N>, def: &TableDef, columns: &str) {
    let mut at = 0;
    while at < def.indexes.len() && !text.overflowed() {
        if def.indexes[at].unique && def.indexes[at].is_over_columns() {
            finder(text, def, columns, &def.indexes[at]);
        }
        text.write("\0");
        at += 1;
    }
}

/// A new row, which is returned as the database made it.
pub(crate) const fn insert<const N: usize>(text: &mut Text<N>, def: &TableDef, columns: &str) {
    text.write("INSERT INTO ");
    text.write_identifier(def.name);
    text.write(" (");
    insert_columns(text, def);
    text.write(") VALUES (");
    insert_values(text, def);
    text.write(")");
    returning(text, columns);
}

/// Any number of new rows, in the order in which they are given: one array for each column, whose elements are called by the number of its
/// placeholder.
pub(crate) const fn insert_many<const N: usize>(text: &mut Text<N>, def: &TableDef, columns: &str) {
    text.write("INSERT INTO ");
    text.write_identifier(def.name);
    text.write(" (");
    insert_columns(text, def);
    text.write(") SELECT ");
    each_inserted(text, def, Part::Value);
    text.write(" FROM unnest(");
    each_inserted(text, def, Part::Array);
    text.write(") WITH ORDINALITY AS given (");
    each_inserted(text, def, Part::Name);
    text.write(", n) ORDER BY n");
    returning(text, columns);
}

/// The row of a key is gone: marked as deleted where the table keeps such rows.
pub(crate) const fn delete<const N: usize>(text: &mut Text<N>, def: &TableDef, columns: &str) {
    if def.soft_delete() {
        marking(text, def, "now()");
        by_key(text, def);
        live(text, def);
    } else {
        text.write("DELETE FROM ");
        text.write_identifier(def.name);
        by_key(text, def);
    }
    returning(text, columns);
}

/// A row marked as deleted is live again.
pub(crate) const fn restore<const N: usize>(text: &mut Text<N>, def: &TableDef, columns: &str) {
    marking(text, def, "NULL");
    by_key(text, def);
    text.write(" AND \"deleted_at\" IS NOT NULL");
    returning(text, columns);
}

/// Whether an insert states a value for the column: the tenant comes from the token, timestamps and generated columns from the database.
const fn is_inserted(def: &TableDef, column: &ColumnDef) -> bool {
    if let Tenancy::Tenant { column: tenant, .. } = def.tenancy
        && same(column.name, tenant)
    {
        return false;
    }
    column.generated.is_none() && !is_timestamp(column.name)
}

const fn is_timestamp(name: &str) -> bool {
    // The length first: nearly every name ends there, and the compiler takes its time over the rest.
    name.len() == "created_at".len()
        && (same(name, "created_at") || same(name, "updated_at") || same(name, "deleted_at"))
}

/// The columns whose values an insert states, in the order of the definition.
pub(crate) fn inserted(def: &'static TableDef) -> impl Iterator<Item = &'static ColumnDef> + Clone {
    def.columns.iter().filter(|column| is_inserted(def, column))
}

pub(super) const fn separator<const N: usize>(text: &mut Text<N>, before: usize) {
    if before > 0 {
        text.write(", ");
    }
}

pub(super) const fn selection<const N: usize>(text: &mut Text<N>, def: &TableDef, columns: &str) {
    text.write("SELECT ");
    text.write(columns);
    text.write(" FROM ");
    text.write_identifier(def.name);
}

const fn returning<const N: usize>(text: &mut Text<N>, columns: &str) {
    text.write(" RETURNING ");
    text.write(columns);
}

const fn finder<const N: usize>(text: &mut Text<N>, def: &TableDef, columns: &str, index: &IndexDef) {
    selection(text, def, columns);
    let mut number = of_tenant(text, def);
    let mut at = 0;
    while at < index.columns.len() {
        if !is_tenant(def, index.columns[at].name) {
            number += 1;
            equals(text, def, index.columns[at].name, number);
        }
        at += 1;
    }
    only(text, index.only);
    live(text, def);
}

/// The tenant's condition first, so that every statement by key begins alike. Says how many placeholders it took.
pub(super) const fn of_tenant<const N: usize>(text: &mut Text<N>, def: &TableDef) -> usize {
    let Some(tenant) = def.tenant_column() else { return 0 };
    equals(text, def, tenant, 1);
    1
}

const fn by_key<const N: usize>(text: &mut Text<N>, def: &TableDef) {
    let taken = of_tenant(text, def);
    let mut at = 0;
    while at < def.key.len() {
        at += 1;
        equals(text, def, def.key[at - 1], taken + at);
    }
}

const fn equals<const N: usize>(text: &mut Text<N>, def: &TableDef, column: &str, number: usize) {
    text.write(if number == 1 { " WHERE " } else { " AND " });
    text.write_identifier(column);
    text.write(" = $");
    text.write_number(number);
    if let Some(column) = column_of(def, column) {
        cast::binding(text, column);
    }
}

pub(super) const fn live<const N: usize>(text: &mut Text<N>, def: &TableDef) {
    if def.soft_delete() {
        text.write(" AND \"deleted_at\" IS NULL");
    }
}

const fn only<const N: usize>(text: &mut Text<N>, condition: Option<&[&str]>) {
    let Some(pieces) = condition else { return };
    text.write(" AND (");
    let mut at = 0;
    while at < pieces.len() {
        text.write(pieces[at]);
        at += 1;
    }
    text.write(")");
}

const fn marking<const N: usize>(text: &mut Text<N>, def: &TableDef, deleted_at: &str) {
    text.write("UPDATE ");
    text.write_identifier(def.name);
    text.write(" SET \"deleted_at\" = ");
    text.write(deleted_at);
    if def.has_column("updated_at") {
        text.write(", \"updated_at\" = now()");
    }
}

const fn insert_columns<const N: usize>(text: &mut Text<N>, def: &TableDef) {
    let mut number = 0;
    if let Tenancy::Tenant { column, .. } = def.tenancy {
        number = 1;
        text.write_identifier(column);
    }
    let mut at = 0;
    while at < def.columns.len() && !text.overflowed() {
        if is_inserted(def, &def.columns[at]) {
            separator(text, number);
            text.write_identifier(def.columns[at].name);
            number += 1;
        }
        at += 1;
    }
}

const fn insert_values<const N: usize>(text: &mut Text<N>, def: &TableDef) {
    each_inserted(text, def, Part::Placeholder);
}

/// What an insert says of each column whose value it states.
#[derive(Clone, Copy)]
enum Part {
    Placeholder,
    Array,
    Name,
    Value,
}

const fn each_inserted<const N: usize>(text: &mut Text<N>, def: &TableDef, part: Part) {
    let (mut number, mut written) = (0, 0);
    if let Tenancy::Tenant { .. } = def.tenancy {
        number = 1;
        written = of_every_row(text, part);
    }
    let mut at = 0;
    while at < def.columns.len() && !text.overflowed() {
        if is_inserted(def, &def.columns[at]) {
            separator(text, written);
            number += 1;
            written += 1;
            insert_part(text, &def.columns[at], number, part);
        }
        at += 1;
    }
}

/// The tenant, the same for all rows.
const fn of_every_row<const N: usize>(text: &mut Text<N>, part: Part) -> usize {
    match part {
        Part::Placeholder => text.write("$1"),
        Part::Value => text.write("$1::uuid"),
        Part::Array | Part::Name => return 0,
    }
    1
}

const fn insert_part<const N: usize>(text: &mut Text<N>, column: &ColumnDef, number: usize, part: Part) {
    match part {
        Part::Placeholder => insert_value(text, column, number),
        Part::Value => element_value(text, column, number),
        Part::Name => element_name(text, number),
        Part::Array => {
            text.write("$");
            text.write_number(number);
            text.write("::");
            cast::element(text, column);
            text.write("[]");
        }
    }
}

const fn element_name<const N: usize>(text: &mut Text<N>, number: usize) {
    text.write("c");
    text.write_number(number);
}

/// As [`insert_value`], of one of many rows.
const fn element_value<const N: usize>(text: &mut Text<N>, column: &ColumnDef, number: usize) {
    let Some(default) = &column.default else {
        element_name(text, number);
        return cast::of_element(text, column);
    };
    text.write("COALESCE(");
    element_name(text, number);
    cast::of_element(text, column);
    text.write(", (");
    text.write(default.sql);
    text.write("))");
}

/// NULL stands for the default of a column that has one.
const fn insert_value<const N: usize>(text: &mut Text<N>, column: &ColumnDef, number: usize) {
    let Some(default) = &column.default else {
        text.write("$");
        text.write_number(number);
        return cast::binding(text, column);
    };
    text.write("COALESCE($");
    text.write_number(number);
    cast::stated(text, column);
    text.write(", (");
    text.write(default.sql);
    text.write("))");
}

const fn is_tenant(def: &TableDef, column: &str) -> bool {
    match def.tenant_column() {
        Some(tenant) => same(tenant, column),
        None => false,
    }
}

/// The macro names no column that is not there.
const fn column_of<'def>(def: &'def TableDef, name: &str) -> Option<&'def ColumnDef> {
    let mut at = 0;
    while at < def.columns.len() {
        if same(def.columns[at].name, name) {
            return Some(&def.columns[at]);
        }
        at += 1;
    }
    None
}
