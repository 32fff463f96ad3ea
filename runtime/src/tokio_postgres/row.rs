use std::error::Error as _;

use tokio_postgres::Row as Source;

use crate::query::{FromRow, Row};
use crate::{DecodeError, Error, Wire};

/// Reads the row, or returns the column whose value does not fit its Rust type.
pub(super) fn read<R: FromRow>(row: &Source) -> Result<R, Error> {
    let mut reader = Row::of_tokio_postgres(row);
    R::from_row(&mut reader).map_err(|source| Error::Decode { column: name(row, reader.last_taken()), source })
}

/// Reads the column at this position.
pub(crate) fn column<W: Wire>(row: &Source, place: usize) -> Result<W, DecodeError> {
    row.try_get::<_, W>(place).map_err(undecoded)
}

fn name(row: &Source, place: usize) -> String {
    row.columns().get(place).map(|column| column.name().to_owned()).unwrap_or_default()
}

/// Only the cause: the message of the driver counts columns from zero.
fn undecoded(error: tokio_postgres::Error) -> DecodeError {
    match error.source() {
        Some(cause) => DecodeError::new(cause.to_string()),
        None => DecodeError::new(error),
    }
}
