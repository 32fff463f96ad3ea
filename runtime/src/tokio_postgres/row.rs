use std::error::Error as _;

use tokio_postgres::Row as Source;

use crate::query::{FromRow, Row};
use crate::{DecodeError, Error, Wire};

/// The row, or which column holds what its Rust type does not.
pub(super) fn read<R: FromRow>(row: &Source) -> Result<R, Error> {
    let mut reader = Row::of_tokio_postgres(row);
    R::from_row(&mut reader).map_err(|source| Error::Decode { column: name(row, reader.last_taken()), source })
}

/// What the server sent in the column of that place.
pub(crate) fn column<W: Wire>(row: &Source, place: usize) -> Result<W, DecodeError> {
    row.try_get::<_, W>(place).map_err(undecoded)
}

fn name(row: &Source, place: usize) -> String {
    row.columns().get(place).map(|column| column.name().to_owned()).unwrap_or_default()
}

/// The cause alone: the driver's own words count columns from zero.
fn undecoded(error: tokio_postgres::Error) -> DecodeError {
    match error.source() {
        Some(cause) => DecodeError::new(cause.to_string()),
        None => DecodeError::new(error),
    }
}
