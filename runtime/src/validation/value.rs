//! Checks of one value against the type of its column.

use sea_query::Value;

use super::error::{InvalidValue, Limit};
use super::limits;
use crate::definition::{ColumnDef, TableDef};
use crate::humanize;
use crate::violation::Violation;

/// Returns the first violation of a statement before it is sent. The server would abort the transaction and not name
/// the column.
pub(crate) fn refused<'a>(
    table: &'static TableDef,
    mut values: impl Iterator<Item = (&'static ColumnDef, &'a Value)>,
) -> Option<Violation> {
    values.find_map(|(column, value)| within_type(column, value)).map(|invalid| Violation::of_value(table, invalid))
}

/// Checks a value that a column is compared with: PostgreSQL must be able to represent it. A value that is too long for
/// its column is compared like any other.
pub(crate) fn incomparable(table: &'static TableDef, column: &ColumnDef, value: &Value) -> Option<Violation> {
    let (limit, rest) = limits::unformed(column.sql_type, value)?;
    Some(Violation::of_value(table, invalid(column, limit, rest)))
}

/// The violation of an expression with more digits after the decimal point than its column stores.
pub(crate) fn too_many_digits(table: &'static TableDef, column: &ColumnDef, precision: u16, scale: u16) -> Violation {
    let (limit, rest) = limits::too_many_digits(precision.saturating_sub(scale), scale);
    Violation::of_value(table, invalid(column, limit, rest))
}

/// The number of digits of a decimal after the decimal point, or the largest one of an array.
pub(crate) fn digits_of(value: &Value) -> u16 {
    limits::digits_of(value)
}

/// NULL is accepted: in a column that is not nullable it stands for the default.
pub(super) fn within_type(column: &ColumnDef, value: &Value) -> Option<InvalidValue> {
    let longer = || column.max_len.and_then(|most| limits::longer(most, value));
    let (limit, rest) = limits::broken(column.sql_type, value).or_else(longer)?;
    Some(invalid(column, limit, rest))
}

pub(super) fn invalid(column: &ColumnDef, limit: Limit, rest: String) -> InvalidValue {
    InvalidValue { column: column.name, limit, message: format!("the {} {rest}", humanize::of_column(column.name)) }
}
