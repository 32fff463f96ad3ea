use sea_query::Expr;
use uuid::Uuid;

use crate::query::bulk::{BulkTarget, Returning, Rows};
use crate::query::executor::run;
use crate::query::{ExecutorFor, FilterOn, Statement, StatementFuture};
use crate::{Error, Table};

/// Deletes all live rows of `T` that match a condition: `Product::delete_many(tenant, Product::STOCK.eq(0))`.
///
/// A soft delete sets `deleted_at`. If the table waives soft deletes, the rows are deleted for good, as by
/// [`Delete`](crate::query::Delete).
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct DeleteMany<T> {
    rows: BulkTarget<T>,
}

impl<T: Table> DeleteMany<T> {
    pub(crate) fn new(tenant: Option<Uuid>, filter: impl FilterOn<T>) -> Self {
        Self { rows: BulkTarget::new(tenant, filter) }
    }

    /// Returns the SQL and the values; the statement returns the rows.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`]: a value of the condition cannot be stored in PostgreSQL.
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.rendered(Returning::Rows)
    }

    /// Deletes the rows and returns them in no particular order: the soft-deleted rows, or the last values of rows that
    /// were deleted for good.
    ///
    /// # Errors
    ///
    /// [`Error::OtherTenant`] before anything is sent. [`Error::Violation`]: a row refers to one of them with
    /// `on_delete = restrict`; no row is deleted. Others as of [`Delete::execute`](crate::query::Delete::execute).
    #[track_caller]
    pub fn fetch_all<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, Vec<T>> {
        run::fetch_all(self.rendered(Returning::Rows), executor)
    }

    /// Deletes the rows and returns their number.
    ///
    /// # Errors
    ///
    /// As [`DeleteMany::fetch_all`].
    #[track_caller]
    pub fn execute<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, u64> {
        run::execute(self.rendered(Returning::Count), executor)
    }

    fn rendered(self, wanted: Returning) -> Result<Statement, Error> {
        match T::DEF.deleted_at() {
            Some(deleted_at) => self.rows.update(Rows::Live, wanted, [(deleted_at, Expr::cust("now()"))]),
            None => self.rows.delete(wanted),
        }
    }
}
