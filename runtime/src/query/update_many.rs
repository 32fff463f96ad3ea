use uuid::Uuid;

use crate::query::bulk::{BulkTarget, Returning, Rows};
use crate::query::executor::run;
use crate::query::params::Assignments;
use crate::query::{AssignTo, Changes, Column, ExecutorFor, FilterOn, InUpdate, Statement, StatementFuture, cast};
use crate::{Error, Table, UpdateRow};

/// Updates columns of all live rows of `T` that match a condition: `Product::update_many(tenant, Product::STOCK.eq(0),
/// changes)`.
///
/// `updated_at` is set to the time of the transaction. An empty update selects the rows instead. A statement on all rows
/// of the tenant has the condition [`all_rows`](crate::query::all_rows). For optimistic locking of one row, see
/// [`Update::if_version`](crate::query::Update::if_version).
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

    /// Also sets a column to a value or an expression, which the database computes for each row: as
    /// [`Update::set`](crate::query::Update::set).
    pub fn set<V, A>(mut self, column: Column<T, V>, value: A) -> Self
    where
        A: AssignTo<T, V, Source: InUpdate>,
    {
        self.changes = self.changes.assign(column, value);
        self
    }

    /// Returns the SQL and the values; the statement returns the rows.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`]: a value cannot be stored in PostgreSQL. [`Error::Violation`]: a column does not accept its
    /// value.
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.rendered(Returning::Rows)
    }

    /// Updates the rows and returns them in no particular order.
    ///
    /// # Errors
    ///
    /// [`Error::OtherTenant`] before anything is sent. [`Error::Violation`]: a constraint refuses the update of a row;
    /// no row is updated.
    #[track_caller]
    pub fn fetch_all<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, Vec<T>> {
        run::fetch_all(self.rendered(Returning::Rows), executor)
    }

    /// Updates the rows and returns their number.
    ///
    /// # Errors
    ///
    /// As [`UpdateMany::fetch_all`].
    #[track_caller]
    pub fn execute<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, u64> {
        run::execute(self.rendered(Returning::Count), executor)
    }

    fn rendered(self, wanted: Returning) -> Result<Statement, Error> {
        if self.changes.is_empty() {
            return self.rows.select();
        }
        let Assignments { columns, values, incremented, computed } = self.changes.assignments(T::def())?;
        let given = columns.of(T::def()).zip(values).map(|(column, value)| (column.name, cast::bound(value, column)));
        let computed = Assignments::increment(T::def(), incremented)?.into_iter().chain(computed);
        let computed = computed.map(|(column, parts)| (column.name, parts.expression(T::NAME)));
        self.rows.update(Rows::Live, wanted, given.chain(computed))
    }
}
