use sea_query::Expr;
use uuid::Uuid;

use crate::query::bulk::{BulkTarget, Returning, Rows};
use crate::query::executor::run;
use crate::query::{ExecutorFor, FilterOn, Statement, StatementFuture};
use crate::{Error, Table};

/// Restores all soft-deleted rows of `T` that match a condition: `Product::restore_many(tenant,
/// Product::DELETED_AT.ge(yesterday))`.
///
/// The rows that their deletes took along are restored too, as by [`Restore`](crate::query::Restore).
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct RestoreMany<T> {
    rows: BulkTarget<T>,
}

impl<T: Table> RestoreMany<T> {
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

    /// Restores the rows and returns them in no particular order.
    ///
    /// # Errors
    ///
    /// [`Error::OtherTenant`] before anything is sent. [`Error::Violation`]: a live row has the same values as one of
    /// them in a unique index, or one of them refers to a row that is still deleted; no row is restored.
    #[track_caller]
    pub fn fetch_all<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, Vec<T>> {
        run::fetch_all(self.rendered(Returning::Rows), executor)
    }

    /// Restores the rows and returns their number.
    ///
    /// # Errors
    ///
    /// As [`RestoreMany::fetch_all`].
    #[track_caller]
    pub fn execute<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, u64> {
        run::execute(self.rendered(Returning::Count), executor)
    }

    fn rendered(self, wanted: Returning) -> Result<Statement, Error> {
        let assigned = T::DEF.deleted_at().map(|deleted_at| (deleted_at, Expr::cust("NULL")));
        self.rows.update(Rows::Deleted, wanted, assigned)
    }
}
