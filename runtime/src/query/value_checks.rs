//! Checks of values against their columns before a statement is built.

use sea_query::Value;

use crate::Error;
use crate::column_type::precision;
use crate::definition::{ColumnDef, SqlType, TableDef};
use crate::validation::value;

/// Whether the column stores the value as it is. What is false here may still be stored so: [`check`] decides.
#[inline]
pub(super) fn is_stored_as_it_is(column: &ColumnDef, value: &Value) -> bool {
    match (value, column.sql_type) {
        (
            Value::Uuid(_) | Value::Bool(_) | Value::SmallInt(_) | Value::Int(_) | Value::BigInt(_) | Value::Double(_),
            _,
        )
        | (Value::String(None), _) => true,
        // A character has at least one byte.
        (Value::String(Some(text)), SqlType::Text | SqlType::Varchar(_)) => {
            let most = match column.sql_type {
                SqlType::Varchar(most) => Some(most),
                _ => column.max_len,
            };
            most.is_none_or(|most| text.len() <= most as usize) && !text.as_bytes().contains(&0)
        }
        _ => false,
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
    precision::cut(column, &mut value);
    match value::incomparable(table, column, &value) {
        Some(violation) => Err(Error::Violation(violation)),
        None => Ok(value),
    }
}
