//! The SQL of lists without a condition, rendered at compile time (see [`super`]).

use crate::TableDef;
use crate::const_str::ConstString;
use crate::query::const_sql::row::{column_of, live, of_tenant, selection, separator};
use crate::query::page::written;

/// Live rows in no particular order, with a limit.
pub(crate) const fn list<const N: usize>(text: &mut ConstString<N>, def: &TableDef, columns: &str) {
    selection(text, def, columns);
    let taken = rows(text, def);
    limit(text, taken);
}

/// The same, newest first: ids are ordered by their time.
pub(crate) const fn newest<const N: usize>(text: &mut ConstString<N>, def: &TableDef, columns: &str) {
    selection(text, def, columns);
    let taken = rows(text, def);
    by_key(text, def, true);
    limit(text, taken);
}

/// The first page in the order of the primary key, with the values of the key before the columns of each row.
pub(crate) const fn page<const N: usize>(text: &mut ConstString<N>, def: &TableDef, columns: &str, descending: bool) {
    text.write("SELECT ");
    text.write("ARRAY[");
    let mut at = 0;
    while at < def.key.len() {
        separator(text, at);
        text.write("'=' || ");
        key(text, def, def.key[at]);
        at += 1;
    }
    text.write("], ");
    text.write(columns);
    text.write(" FROM ");
    def.qualified().write(text);
    let taken = rows(text, def);
    by_key(text, def, descending);
    limit(text, taken);
}

/// A column of the primary key as a cursor contains it.
const fn key<const N: usize>(text: &mut ConstString<N>, def: &TableDef, name: &str) {
    let mut quoted = ConstString::<256>::new();
    quoted.write_identifier(name);
    if let Some(column) = column_of(def, name) {
        written(text, quoted.as_str(), column.sql_type, column.carrier);
    }
}

/// Returns the number of placeholders.
const fn rows<const N: usize>(text: &mut ConstString<N>, def: &TableDef) -> usize {
    let taken = of_tenant(text, def);
    if taken > 0 {
        live(text, def);
    } else if let Some(deleted_at) = def.deleted_at() {
        text.write(" WHERE ");
        text.write_identifier(deleted_at);
        text.write(" IS NULL");
    }
    taken
}

const fn by_key<const N: usize>(text: &mut ConstString<N>, def: &TableDef, descending: bool) {
    text.write(" ORDER BY ");
    let mut at = 0;
    while at < def.key.len() {
        separator(text, at);
        text.write_identifier(def.key[at]);
        text.write(if descending { " DESC" } else { " ASC" });
        at += 1;
    }
}

const fn limit<const N: usize>(text: &mut ConstString<N>, taken: usize) {
    text.write(" LIMIT $");
    text.write_number(taken + 1);
}
