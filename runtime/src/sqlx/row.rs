use sqlx::postgres::PgRow;
use sqlx::{Column, Row as _};

use super::column_type::OwnSql;
use crate::query::{FromRow, Row};
use crate::{DecodeError, Error, Table, Wire};

/// Reads the row, or returns the column whose value does not fit its Rust type.
pub(super) fn read<R: FromRow>(row: &PgRow) -> Result<R, Error> {
    let mut reader = Row::of_sqlx(row);
    R::from_row(&mut reader).map_err(|source| Error::Decode { column: reader.last_name(), source })
}

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

/// Reads the column at this position.
pub(crate) fn column<W: Wire>(row: &PgRow, place: usize, is_own_sql: bool) -> Result<W, DecodeError> {
    if is_own_sql {
        row.try_get::<OwnSql<W>, _>(place).map(|OwnSql(value)| value).map_err(undecoded)
    } else {
        row.try_get::<W, _>(place).map_err(undecoded)
    }
}

pub(crate) fn column_name(row: &PgRow, place: usize) -> Option<&str> {
    row.columns().get(place).map(Column::name)
}

fn undecoded(error: sqlx::Error) -> DecodeError {
    match error {
        sqlx::Error::ColumnDecode { source, .. } => DecodeError::new(source),
        other => DecodeError::new(other),
    }
}
