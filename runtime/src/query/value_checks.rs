//! Checks of values against their columns before a statement is built.

use sea_query::Value;

use crate::column_type::precision;
use crate::definition::{ColumnDef, SqlType, TableDef};
use crate::query::cast;
use crate::validation::value;
use crate::{EncodeError, Error};

/// Whether the column stores the value as it is. What is false here may still be stored so: [`check`] decides.
#[inline]
pub(super) fn is_stored_as_it_is(column: &ColumnDef, value: &Value) -> bool {
    is_stored(value, most_bytes(column))
}

/// The same of a column with this number of [`most_bytes`].
#[inline]
pub(super) fn is_stored(value: &Value, most_bytes: usize) -> bool {
    match value {
        Value::Uuid(_) | Value::Bool(_) | Value::SmallInt(_) | Value::Int(_) | Value::BigInt(_) | Value::Double(_) => {
            true
        }
        Value::String(Some(text)) => text.len() <= most_bytes && is_without_zeros(text),
        Value::String(None) => true,
        _ => false,
    }
}

/// A function of its own, so that what is left of [`is_stored`] is inlined where the kind of the value is known.
#[inline(never)]
fn is_without_zeros(text: &str) -> bool {
    !text.as_bytes().contains(&0)
}

/// The column has room for a text of so many bytes, because a character has at least one. 0 for columns of other types.
pub(super) fn most_bytes(column: &ColumnDef) -> usize {
    match column.sql_type {
        SqlType::Varchar(most) => most as usize,
        SqlType::Text => column.max_len.map_or(usize::MAX, |most| most as usize),
        _ => 0,
    }
}

/// Checks that a column accepts a value, and truncates it to what the column stores.
pub(super) fn check(table: &'static TableDef, column: &'static ColumnDef, value: &mut Value) -> Result<(), Error> {
    precision::cut(column, value);
    match value::refused(table, [(column, &*value)].into_iter()) {
        Some(violation) => Err(Error::Violation(violation)),
        None => Ok(()),
    }
}

/// Returns a value that a column is compared with, truncated as the column is, if PostgreSQL can represent it.
pub(super) fn comparable(table: &'static TableDef, column: &ColumnDef, mut value: Value) -> Result<Value, Error> {
    check_comparable(table, column, &mut value)?;
    Ok(value)
}

/// Checks that a column can be compared with a value, and truncates it as the column is.
pub(super) fn check_comparable(table: &'static TableDef, column: &ColumnDef, value: &mut Value) -> Result<(), Error> {
    if matches!(value, Value::Uuid(_) | Value::Int(_) | Value::BigInt(_)) {
        return Ok(());
    }
    precision::cut(column, value);
    match value::incomparable(table, column, value) {
        Some(violation) => Err(Error::Violation(violation)),
        None => Ok(()),
    }
}

/// The same of a value as it was encoded.
pub(super) fn encoded(
    table: &'static TableDef,
    column: &ColumnDef,
    value: Result<Value, EncodeError>,
) -> Result<Value, Error> {
    let value = value.map_err(|error| Error::unencoded(Some(column.name), error))?;
    comparable(table, &cast::compared(column), value)
}
