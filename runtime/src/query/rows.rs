//! What becomes of the rows of a statement.

use crate::Error;
use crate::query::{FromRow, Row};

/// Reads the rows of a statement while the driver receives them: it holds one row of the driver at a time. The drivers have it
/// as a trait object, so their code is compiled once, not once for each type of row.
pub(crate) trait ReadRows: Send {
    /// The statement is sent, perhaps for the second time.
    fn begin(&mut self);

    /// Whether only the first row is read.
    #[cfg_attr(not(feature = "sqlx"), allow(dead_code, reason = "only sqlx has another call for it"))]
    fn is_of_first(&self) -> bool {
        false
    }

    /// Reads the next row. An error is kept until the end, because the rows after it are received anyway.
    fn read(&mut self, row: Row<'_>);

    /// All rows were received. Returns whether the caller gets a row, or for a statement that returns none, whether it
    /// wrote one.
    fn end(&mut self, affected: u64) -> Result<bool, Error>;
}

/// Reads the row, or returns the column whose value does not fit its Rust type.
fn converted<R: FromRow>(mut row: Row<'_>) -> Result<R, Error> {
    R::from_row(&mut row).map_err(|source| Error::Decode { column: row.last_name(), source })
}

/// All rows, up to the first one that does not fit its Rust type.
pub(crate) struct AllRows<R> {
    rows: Vec<R>,
    failed: Option<Error>,
}

impl<R> AllRows<R> {
    pub(crate) fn new() -> Self {
        Self { rows: Vec::new(), failed: None }
    }

    pub(crate) fn into_result(self) -> Result<Vec<R>, Error> {
        self.failed.map_or(Ok(self.rows), Err)
    }

    /// The rows, and behind them the error.
    pub(crate) fn into_results(self) -> impl Iterator<Item = Result<R, Error>> {
        self.rows.into_iter().map(Ok).chain(self.failed.map(Err))
    }
}

impl<R: FromRow> ReadRows for AllRows<R> {
    fn begin(&mut self) {
        *self = Self::new();
    }

    fn read(&mut self, row: Row<'_>) {
        if self.failed.is_none() {
            match converted(row) {
                Ok(row) => self.rows.push(row),
                Err(error) => self.failed = Some(error),
            }
        }
    }

    fn end(&mut self, _affected: u64) -> Result<bool, Error> {
        self.failed.take().map_or(Ok(!self.rows.is_empty()), Err)
    }
}

/// The first row. The others are not read.
pub(crate) struct FirstRow<R> {
    row: Option<Result<R, Error>>,
}

impl<R> FirstRow<R> {
    pub(crate) fn new() -> Self {
        Self { row: None }
    }

    pub(crate) fn into_result(self) -> Result<Option<R>, Error> {
        self.row.transpose()
    }
}

impl<R: FromRow> ReadRows for FirstRow<R> {
    fn begin(&mut self) {
        self.row = None;
    }

    fn is_of_first(&self) -> bool {
        true
    }

    fn read(&mut self, row: Row<'_>) {
        self.row.get_or_insert_with(|| converted(row));
    }

    fn end(&mut self, _affected: u64) -> Result<bool, Error> {
        match self.row.take_if(|row| row.is_err()) {
            Some(row) => row.map(|_| true),
            None => Ok(matches!(&self.row, Some(Ok(row)) if !row.is_refusal())),
        }
    }
}

/// Only the number of rows.
pub(crate) struct NoRows;

impl ReadRows for NoRows {
    fn begin(&mut self) {}

    fn read(&mut self, _row: Row<'_>) {}

    fn end(&mut self, affected: u64) -> Result<bool, Error> {
        Ok(affected > 0)
    }
}
