//! Checks of values against their columns before a statement is built.

use sea_query::Value;

use crate::Error;
use crate::column_type::precision;
use crate::definition::{ColumnDef, TableDef};
use crate::validation::value;

/// Whether every value of this type is stored as it is.
#[inline]
pub(super) const fn is_stored_as_it_is(value: &Value) -> bool {
    matches!(
        value,
        Value::Uuid(_) | Value::Bool(_) | Value::SmallInt(_) | Value::Int(_) | Value::BigInt(_) | Value::Double(_)
    )
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
