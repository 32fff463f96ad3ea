//! The values of a row.

use sqlx::postgres::PgRow;
use sqlx::{Column, Row as _};

use super::column_type::OwnSql;
use crate::{DecodeError, Wire};

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
