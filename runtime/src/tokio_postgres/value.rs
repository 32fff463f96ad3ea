//! The values of a row.

use std::error::Error as _;

use tokio_postgres::Row;

use super::column_type::OwnSql;
use crate::{DecodeError, Wire};

/// Reads the column at this position.
pub(crate) fn column<W: Wire>(row: &Row, place: usize, is_own_sql: bool) -> Result<W, DecodeError> {
    if is_own_sql {
        row.try_get::<_, OwnSql<W>>(place).map(|OwnSql(value)| value).map_err(undecoded)
    } else {
        row.try_get::<_, W>(place).map_err(undecoded)
    }
}

/// Only the cause: the message of the driver counts columns from zero.
fn undecoded(error: tokio_postgres::Error) -> DecodeError {
    match error.source() {
        Some(cause) => DecodeError::new(cause.to_string()),
        None => DecodeError::new(error),
    }
}
