//! The values of a row.

use std::error::Error as _;

use tokio_postgres::{Column, Row};

use super::column_type::OwnSql;
use crate::query::DriverRow;
use crate::{DecodeError, Wire};

impl DriverRow for Row {
    fn value<W: Wire>(&self, place: usize, is_own_sql: bool) -> Result<W, DecodeError> {
        if is_own_sql {
            self.try_get::<_, OwnSql<W>>(place).map(|OwnSql(value)| value).map_err(undecoded)
        } else {
            self.try_get::<_, W>(place).map_err(undecoded)
        }
    }

    fn column_name(&self, place: usize) -> Option<&str> {
        self.columns().get(place).map(Column::name)
    }

    fn columns(&self) -> usize {
        self.len()
    }
}

/// Only the cause: the message of the driver counts columns from zero.
fn undecoded(error: tokio_postgres::Error) -> DecodeError {
    match error.source() {
        Some(cause) => DecodeError::new(cause.to_string()),
        None => DecodeError::new(error),
    }
}
