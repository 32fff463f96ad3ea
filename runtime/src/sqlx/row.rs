use sqlx::postgres::PgRow;
use sqlx::{Column, Row as _};

use crate::query::{FromRow, Row};
use crate::{DecodeError, Error, Wire};

/// Reads the row, or returns the column whose value does not fit its Rust type.
pub(super) fn read<R: FromRow>(row: &PgRow) -> Result<R, Error> {
    let mut reader = Row::of_sqlx(row);
    R::from_row(&mut reader).map_err(|source| Error::Decode { column: name(row, reader.last_taken()), source })
}

/// Reads the column at this position.
pub(crate) fn column<W: Wire>(row: &PgRow, place: usize) -> Result<W, DecodeError> {
    row.try_get::<W, _>(place).map_err(undecoded)
}

fn name(row: &PgRow, place: usize) -> String {
    row.columns().get(place).map(|column| column.name().to_owned()).unwrap_or_default()
}

fn undecoded(error: sqlx::Error) -> DecodeError {
    match error {
        sqlx::Error::ColumnDecode { source, .. } => DecodeError::new(source),
        other => DecodeError::new(other),
    }
}
