//! The SQL of inserts, rendered at compile time (see [`super`]).

use crate::TableDef;
use crate::const_str::{ConstString, str_eq};
use crate::definition::{ColumnDef, Default, SqlType, Tenancy};
use crate::query::cast;
use crate::query::const_sql::row::{returning, separator};

/// An insert of one row that returns it.
pub(super) const fn one<const N: usize>(text: &mut ConstString<N>, def: &TableDef, columns: &str) {
    target(text, def);
    if is_empty(def) {
        text.write(" DEFAULT VALUES");
    } else {
        text.write(" (");
        insert_columns(text, def);
        text.write(") VALUES (");
        insert_values(text, def);
        text.write(")");
    }
    returning(text, columns);
}

/// An insert of a batch in the given order: one array for each column. The elements are named after the number of their
/// placeholder. A set in the list of a select is read row by row, in order; a function in FROM would be stored first.
pub(super) const fn many<const N: usize>(text: &mut ConstString<N>, def: &TableDef, columns: &str) {
    target(text, def);
    if is_empty(def) {
        text.write(" SELECT FROM generate_series(1, $1::bigint)");
    } else {
        text.write(" (");
        insert_columns(text, def);
        text.write(") SELECT ");
        each_inserted(text, def, Part::Value);
        text.write(" FROM (SELECT ");
        each_inserted(text, def, Part::Array);
        text.write(") AS given");
    }
    returning(text, columns);
}

const fn target<const N: usize>(text: &mut ConstString<N>, def: &TableDef) {
    text.write("INSERT INTO ");
    def.qualified().write(text);
    if !str_eq(conflict_name(def.name), def.name) {
        text.write(" AS ");
        text.write_identifier(conflict_name(def.name));
    }
}

/// The name of the table in an upsert. There, PostgreSQL itself calls the new row `excluded`.
pub(crate) const fn conflict_name(table: &'static str) -> &'static str {
    if str_eq(table, "excluded") { "excluded row" } else { table }
}

/// Whether the database sets all columns: an insert has no value, and one of a batch only the number of rows.
const fn is_empty(def: &TableDef) -> bool {
    !matches!(def.tenancy, Tenancy::Tenant { .. }) && inserted_count(def) == 0
}

/// Whether an insert has a value for the column. The tenant comes from the statement; timestamps and generated columns
/// come from the database.
const fn is_inserted(def: &TableDef, column: &ColumnDef) -> bool {
    if let Tenancy::Tenant { column: tenant, .. } = def.tenancy
        && str_eq(column.name, tenant)
    {
        return false;
    }
    !column.is_set_by_database() && !column.is_timestamp()
}

/// The columns of an insert, in the order of the definition.
pub(crate) fn inserted(def: &'static TableDef) -> impl Iterator<Item = &'static ColumnDef> + Clone {
    def.columns.iter().filter(|column| is_inserted(def, column))
}

const fn insert_columns<const N: usize>(text: &mut ConstString<N>, def: &TableDef) {
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

const fn insert_values<const N: usize>(text: &mut ConstString<N>, def: &TableDef) {
    each_inserted(text, def, Part::Placeholder);
}

/// A part of an insert for each of its columns.
#[derive(Clone, Copy)]
enum Part {
    Placeholder,
    Array,
    Value,
}

const fn each_inserted<const N: usize>(text: &mut ConstString<N>, def: &TableDef, part: Part) {
    let (mut number, mut written) = (0, 0);
    if let Tenancy::Tenant { .. } = def.tenancy {
        number = 1;
        written = of_every_row(text, part);
    }
    let values = number + inserted_count(def);
    let (mut at, mut flag) = (0, values);
    while at < def.columns.len() && !text.overflowed() {
        let column = &def.columns[at];
        if is_inserted(def, column) {
            separator(text, written);
            number += 1;
            written += 1;
            flag += has_flag(column) as usize;
            insert_part(text, column, number, flag, part);
        }
        at += 1;
    }
    flags(text, values, flag, part);
}

const fn inserted_count(def: &TableDef) -> usize {
    let (mut at, mut count) = (0, 0);
    while at < def.columns.len() {
        count += is_inserted(def, &def.columns[at]) as usize;
        at += 1;
    }
    count
}

/// Whether the insert has a flag for the column: a nullable column with a default needs one to request the default.
/// Flags follow after all values.
const fn has_flag(column: &ColumnDef) -> bool {
    column.nullable && column.default.is_some()
}

const fn flags<const N: usize>(text: &mut ConstString<N>, values: usize, last: usize, part: Part) {
    let mut number = values;
    while number < last {
        number += 1;
        match part {
            Part::Placeholder | Part::Value => {}
            Part::Array => {
                text.write(", unnest($");
                text.write_number(number);
                text.write("::bool[]) ");
                element_name(text, number);
            }
        }
    }
}

/// The tenant, which is the same for all rows.
const fn of_every_row<const N: usize>(text: &mut ConstString<N>, part: Part) -> usize {
    match part {
        Part::Placeholder => text.write("$1"),
        Part::Value => text.write("$1::uuid"),
        Part::Array => return 0,
    }
    1
}

const fn insert_part<const N: usize>(
    text: &mut ConstString<N>,
    column: &ColumnDef,
    number: usize,
    flag: usize,
    part: Part,
) {
    match part {
        Part::Placeholder | Part::Value => match &column.default {
            Some(default) => value_or_default(text, column, default, number, flag, part),
            None => value(text, column, number, part),
        },
        Part::Array => {
            text.write("unnest($");
            text.write_number(number);
            text.write("::");
            cast::element(text, column);
            text.write("[]) ");
            element_name(text, number);
        }
    }
}

/// NULL requests the default, except where NULL is a value. The default is converted to the type of the column, as
/// PostgreSQL does: `COALESCE` and `CASE` would otherwise convert the value to a type that fits both.
const fn value_or_default<const N: usize>(
    text: &mut ConstString<N>,
    column: &ColumnDef,
    default: &Default,
    number: usize,
    flag: usize,
    part: Part,
) {
    if has_flag(column) {
        text.write("CASE WHEN ");
        given(text, flag, part);
        text.write(" THEN ");
        default_value(text, column, default);
        text.write(" ELSE ");
        stated_value(text, column, number, part);
        text.write(" END");
    } else if let SqlType::Named(_) = column.sql_type {
        // A domain may not accept NULL, so it must not be converted.
        text.write("CASE WHEN ");
        given(text, number, part);
        if let Part::Placeholder = part {
            cast::carrier(text, column);
        }
        text.write(" IS NULL THEN ");
        default_value(text, column, default);
        text.write(" ELSE ");
        stated_value(text, column, number, part);
        text.write(" END");
    } else {
        text.write("COALESCE(");
        stated_value(text, column, number, part);
        text.write(", ");
        default_value(text, column, default);
        text.write(")");
    }
}

const fn default_value<const N: usize>(text: &mut ConstString<N>, column: &ColumnDef, default: &Default) {
    text.write("(");
    text.write(default.sql);
    text.write(")");
    cast::sql_type(text, column);
}

const fn element_name<const N: usize>(text: &mut ConstString<N>, number: usize) {
    text.write("c");
    text.write_number(number);
}

/// The placeholder of a single row, or the element of a batch.
const fn given<const N: usize>(text: &mut ConstString<N>, number: usize, part: Part) {
    if let Part::Placeholder = part {
        text.write("$");
        text.write_number(number);
    } else {
        element_name(text, number);
    }
}

const fn value<const N: usize>(text: &mut ConstString<N>, column: &ColumnDef, number: usize, part: Part) {
    assigned(text, column, number, part, false);
}

/// The same where the column does not imply the type.
const fn stated_value<const N: usize>(text: &mut ConstString<N>, column: &ColumnDef, number: usize, part: Part) {
    assigned(text, column, number, part, true);
}

const fn assigned<const N: usize>(
    text: &mut ConstString<N>,
    column: &ColumnDef,
    number: usize,
    part: Part,
    stated: bool,
) {
    let mut name = ConstString::<8>::new();
    given(&mut name, number, part);
    if let Part::Placeholder = part {
        cast::assigned(text, column, name.as_str(), stated);
    } else {
        cast::assigned_element(text, column, name.as_str());
    }
}
