use sea_query::{Expr, Query, ReturningClause, UpdateStatement};
use uuid::Uuid;

use crate::query::bulk::{BulkTarget, Returning, Rows, columns};
use crate::query::executor::run;
use crate::query::select_tree::relation;
use crate::query::update::assign;
use crate::query::{Changes, ExecutorFor, FilterOn, Statement, StatementFuture, Verb};
use crate::{Error, Table, UpdateRow};

/// Changes columns of all live rows of `T` that a condition holds for: `Product::update_many(tenant, Product::STOCK.eq(0), changes)`.
///
/// `updated_at` becomes the time of the transaction. A change of nothing reads the rows instead. With the key and what was read before as the
/// condition it changes a row only while nobody else has: `Product::ID.eq(id) & Product::UPDATED_AT.eq(seen)`, and a count of 0 says that
/// somebody did.
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct UpdateMany<T> {
    rows: BulkTarget<T>,
    changes: Changes,
}

impl<T: Table> UpdateMany<T> {
    pub(crate) fn new(tenant: Option<Uuid>, filter: impl FilterOn<T>, changes: impl UpdateRow<Table = T>) -> Self {
        Self { rows: BulkTarget::new(tenant, filter), changes: changes.into_changes() }
    }

    /// The statement as SQL and values, which returns the rows.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`]: a value has no form in PostgreSQL. [`Error::Violation`]: a column does not take its value.
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.rendered(Returning::Rows)
    }

    /// Changes the rows and returns them as they are then, in no order.
    ///
    /// # Errors
    ///
    /// [`Error::OtherTenant`] before anything is sent; [`Error::Violation`] when a constraint refuses the change of one of them: then none is changed.
    pub fn fetch_all<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, Vec<T>> {
        run::fetch_all(self.rendered(Returning::Rows), executor)
    }

    /// Changes the rows and says how many there were.
    ///
    /// # Errors
    ///
    /// As [`UpdateMany::fetch_all`].
    pub fn execute<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, u64> {
        run::execute(self.rendered(Returning::Count), executor)
    }

    fn rendered(self, wanted: Returning) -> Result<Statement, Error> {
        let (places, values) = self.changes.into_inner();
        if places.is_empty() {
            return self.rows.statement(Rows::Live, wanted, Verb::Read, |conditions, _| unchanged::<T>(conditions));
        }
        let mut query = Query::update();
        query.table(relation(T::def()));
        assign::<T>(&mut query, &places, values)?;
        self.rows.statement(Rows::Live, wanted, Verb::Change, |conditions, returning| on(query, conditions, returning))
    }
}

fn unchanged<T: Table>(conditions: Vec<Expr>) -> sea_query::SelectStatement {
    let mut query = Query::select();
    query.expr(columns::<T>()).from(relation(T::def()));
    for condition in conditions {
        query.and_where(condition);
    }
    query
}

/// The update of the rows of those conditions.
pub(super) fn on(
    mut query: UpdateStatement,
    conditions: Vec<Expr>,
    returning: Option<ReturningClause>,
) -> UpdateStatement {
    for condition in conditions {
        query.and_where(condition);
    }
    if let Some(returning) = returning {
        query.returning(returning);
    }
    query
}
