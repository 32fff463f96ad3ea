//! A row of a result.

use std::convert::Infallible;
use std::marker::PhantomData;

use crate::{ColumnType, DecodeError};

/// A row that is read column by column, in the order of the statement.
pub struct Row<'row> {
    source: Source<'row>,
    #[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
    taken: usize,
}

/// The row of the driver. Each driver has a variant.
enum Source<'row> {
    #[cfg(feature = "sqlx")]
    Sqlx(&'row sqlx::postgres::PgRow),
    #[cfg(feature = "tokio-postgres")]
    TokioPostgres(&'row tokio_postgres::Row),
    /// Uses the lifetime in a build without drivers.
    #[allow(dead_code)]
    Nobody(Infallible, PhantomData<&'row ()>),
}

impl<'row> Row<'row> {
    #[cfg(feature = "sqlx")]
    pub(crate) fn of_sqlx(row: &'row sqlx::postgres::PgRow) -> Self {
        Self { source: Source::Sqlx(row), taken: 0 }
    }

    #[cfg(feature = "tokio-postgres")]
    pub(crate) fn of_tokio_postgres(row: &'row tokio_postgres::Row) -> Self {
        Self { source: Source::TokioPostgres(row), taken: 0 }
    }

    /// Reads the value of the next column.
    ///
    /// # Errors
    ///
    /// There is no further column, or its value is not a `T`.
    #[doc(hidden)]
    #[expect(clippy::should_implement_trait, reason = "an iterator has one item type")]
    pub fn next<T: ColumnType>(&mut self) -> Result<T, DecodeError> {
        match self.source {
            #[cfg(feature = "sqlx")]
            Source::Sqlx(row) => crate::sqlx::column(row, self.advance()).and_then(T::from_wire),
            #[cfg(feature = "tokio-postgres")]
            Source::TokioPostgres(row) => crate::tokio_postgres::column(row, self.advance()).and_then(T::from_wire),
            Source::Nobody(never, _) => match never {},
        }
    }

    /// Skips columns.
    pub(crate) fn skip(&mut self, columns: usize) {
        #[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
        {
            self.taken += columns;
        }
        #[cfg(not(any(feature = "sqlx", feature = "tokio-postgres")))]
        let _ = columns;
    }

    #[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
    fn advance(&mut self) -> usize {
        self.taken += 1;
        self.taken - 1
    }

    /// The position of the column that was read last.
    #[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
    pub(crate) fn last_taken(&self) -> usize {
        self.taken.saturating_sub(1)
    }
}
