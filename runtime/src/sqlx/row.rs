use sqlx::postgres::PgRow;

use crate::Table;
use crate::query::Row;

/// Implements `sqlx::FromRow` for tables: the columns are found by their names.
///
/// # Errors
///
/// [`sqlx::Error::ColumnDecode`] with the name of the column, which is missing or whose value does not fit its Rust
/// type.
pub fn read_table<T: Table>(row: &PgRow) -> sqlx::Result<T> {
    let mut reader = Row::of_sqlx(row);
    reader.named(T::def().columns);
    T::read(&mut reader)
        .map_err(|source| sqlx::Error::ColumnDecode { index: reader.last_name(), source: source.into() })
}
