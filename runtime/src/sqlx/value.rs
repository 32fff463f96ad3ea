//! The values of a row.

use sqlx::postgres::PgRow;
use sqlx::{Column, Row as _};

use super::column_type::OwnSql;
use crate::query::DriverRow;
use crate::{DecodeError, Wire};

impl DriverRow for PgRow {
    fn value<W: Wire>(&self, place: usize, is_own_sql: bool) -> Result<W, DecodeError> {
        if is_own_sql {
            self.try_get::<OwnSql<W>, _>(place).map(|OwnSql(value)| value).map_err(undecoded)
        } else {
            self.try_get::<W, _>(place).map_err(undecoded)
        }
    }

    fn column_name(&self, place: usize) -> Option<&str> {
        self.try_column(place).ok().map(Column::name)
    }

    fn columns(&self) -> usize {
        self.len()
    }
}

fn undecoded(error: sqlx::Error) -> DecodeError {
    match error {
        sqlx::Error::ColumnDecode { source, .. } => DecodeError::new(source),
        other => DecodeError::new(other),
    }
}
