//! A row of a result.

use std::convert::Infallible;
use std::marker::PhantomData;

#[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
use crate::Wire;
use crate::{ColumnDef, ColumnType, DecodeError};

/// What each driver implements for its row. The crate calls a driver through it: no module outside a driver imports the driver.
#[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
pub(crate) trait DriverRow {
    /// Reads the value at this position.
    fn value<W: Wire>(&self, place: usize, is_own_sql: bool) -> Result<W, DecodeError>;

    /// The name of the column at this position.
    fn column_name(&self, place: usize) -> Option<&str>;

    /// The number of columns.
    fn columns(&self) -> usize;
}

/// A row that is read column by column, in the order of the statement or by the names of the columns.
pub struct Row<'row> {
    source: Source<'row>,
    #[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
    taken: usize,
    #[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
    order: Order,
}

/// The row of the driver. It is an enum of the drivers' types, not a trait object, because [`Row::next`] is generic; a parameter of `Row` would make
/// `Table::read` generic, which is compiled once for each table now.
enum Source<'row> {
    #[cfg(feature = "sqlx")]
    Sqlx(&'row sqlx::postgres::PgRow),
    #[cfg(feature = "tokio-postgres")]
    TokioPostgres(&'row tokio_postgres::Row),
    /// Uses the lifetime in a build without drivers.
    #[allow(dead_code)]
    Nobody(Infallible, PhantomData<&'row ()>),
}

/// Which column of the result is the next one.
#[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
#[derive(Clone, Copy)]
enum Order {
    /// A statement of this crate: its columns are in order and cast to the types that the drivers read.
    Statement,
    /// Your own SQL: the columns are in order.
    OwnSql,
    /// Your own SQL: the columns have these names.
    Named(&'static [ColumnDef]),
}

impl<'row> Row<'row> {
    #[cfg(feature = "sqlx")]
    pub(crate) fn of_sqlx(row: &'row sqlx::postgres::PgRow) -> Self {
        Self { source: Source::Sqlx(row), taken: 0, order: Order::Statement }
    }

    #[cfg(feature = "tokio-postgres")]
    pub(crate) fn of_tokio_postgres(row: &'row tokio_postgres::Row) -> Self {
        Self { source: Source::TokioPostgres(row), taken: 0, order: Order::Statement }
    }

    /// Reads the value of the next column.
    ///
    /// # Errors
    ///
    /// There is no further column, or its value is not a `T`.
    #[doc(hidden)]
    #[expect(clippy::should_implement_trait, reason = "an iterator has one item type")]
    pub fn next<T: ColumnType>(&mut self) -> Result<T, DecodeError> {
        #[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
        let (place, is_own_sql) = match self.order {
            Order::Statement => {
                self.taken += 1;
                (self.taken - 1, false)
            }
            Order::OwnSql | Order::Named(_) => (self.advance()?, true),
        };
        match self.source {
            #[cfg(feature = "sqlx")]
            Source::Sqlx(row) => row.value(place, is_own_sql).and_then(T::from_wire),
            #[cfg(feature = "tokio-postgres")]
            Source::TokioPostgres(row) => row.value(place, is_own_sql).and_then(T::from_wire),
            Source::Nobody(never, _) => match never {},
        }
    }

    /// The result of your own SQL, whose columns have the names of the table.
    pub(crate) fn named(&mut self, columns: &'static [ColumnDef]) {
        #[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
        {
            self.order = Order::Named(columns);
        }
        #[cfg(not(any(feature = "sqlx", feature = "tokio-postgres")))]
        let _ = columns;
    }

    /// The result of your own SQL, which has this number of columns.
    pub(crate) fn in_order(&mut self, columns: usize) -> Result<(), DecodeError> {
        #[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
        {
            self.order = Order::OwnSql;
            let found = self.len();
            if found != columns {
                let text = format!("the number of columns of the result is {found}, not {columns}");
                return Err(DecodeError::new(text));
            }
        }
        let _ = columns;
        Ok(())
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
}

#[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
impl Row<'_> {
    fn advance(&mut self) -> Result<usize, DecodeError> {
        let place = self.taken;
        self.taken += 1;
        let Order::Named(columns) = self.order else { return Ok(place) };
        let name = columns.get(place).map(|column| column.name).unwrap_or_default();
        // A result in the order of the table is not searched.
        let found = if self.name(place) == Some(name) { Some(place) } else { self.find(name) };
        found.ok_or_else(|| DecodeError::new("the result has no such column"))
    }

    fn name(&self, place: usize) -> Option<&str> {
        match self.source {
            #[cfg(feature = "sqlx")]
            Source::Sqlx(row) => row.column_name(place),
            #[cfg(feature = "tokio-postgres")]
            Source::TokioPostgres(row) => row.column_name(place),
            Source::Nobody(never, _) => match never {},
        }
    }

    fn find(&self, name: &str) -> Option<usize> {
        (0..self.len()).find(|place| self.name(*place) == Some(name))
    }

    /// The number of columns.
    fn len(&self) -> usize {
        match self.source {
            #[cfg(feature = "sqlx")]
            Source::Sqlx(row) => DriverRow::columns(row),
            #[cfg(feature = "tokio-postgres")]
            Source::TokioPostgres(row) => DriverRow::columns(row),
            Source::Nobody(never, _) => match never {},
        }
    }

    /// The name of the column that was read last.
    pub(crate) fn last_name(&self) -> String {
        let place = self.taken.saturating_sub(1);
        let name = match self.order {
            Order::Named(columns) => columns.get(place).map(|column| column.name),
            Order::Statement | Order::OwnSql => self.name(place),
        };
        name.unwrap_or_default().to_owned()
    }
}
