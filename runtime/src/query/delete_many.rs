use sea_query::{DeleteStatement, Expr, Query, ReturningClause};
use uuid::Uuid;

use crate::query::bulk::{BulkTarget, Returning, Rows};
use crate::query::executor::run;
use crate::query::restore_many::marking;
use crate::query::tree::source::relation;
use crate::query::update_many::on;
use crate::query::{ExecutorFor, FilterOn, Statement, StatementFuture, Verb};
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
    pub fn execute<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, u64> {
        run::execute(self.rendered(Returning::Count), executor)
    }

    fn rendered(self, wanted: Returning) -> Result<Statement, Error> {
        if T::DEF.soft_delete() {
            let query = marking::<T>(Expr::cust("now()"));
            return self
                .rows
                .statement(Rows::Live, wanted, Verb::Change, |conditions, returning| on(query, conditions, returning));
        }
        self.rows.statement(Rows::Live, wanted, Verb::Remove, removal::<T>)
    }
}

fn removal<T: Table>(conditions: Vec<Expr>, returning: Option<ReturningClause>) -> DeleteStatement {
    let mut query = Query::delete();
    query.from_table(relation(T::def()));
    for condition in conditions {
        query.and_where(condition);
    }
    if let Some(returning) = returning {
        query.returning(returning);
    }
    query
}
