use std::marker::PhantomData;

use uuid::Uuid;

use crate::query::const_sql::{self, ConstSql};
use crate::query::executor::run;
use crate::query::{ExecutorFor, Statement, StatementFuture, Values, Verb};
use crate::{Error, Table};

/// Restores a soft-deleted row of `T`: `Product::restore(tenant, id)`.
///
/// The rows that its delete took along by `on_delete = cascade` are restored too, at any distance. Those that were deleted
/// before stay deleted, and what `set_null` unlinked stays unlinked.
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct Restore<T> {
    statement: Result<Statement, Error>,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> Restore<T> {
    /// Restores the row with this primary key.
    #[doc(hidden)]
    pub fn new(tenant: Option<Uuid>, key: Values) -> Self {
        const { assert!(T::DEF.soft_delete(), "[T03] a table without `deleted_at` has nothing to restore") };
        let columns = T::def().key_columns();
        let statement =
            Statement::constant::<T>(ConstSql::<T, const_sql::Restore>::SQL, Verb::Change, tenant, key, columns);
        Self { statement, table: PhantomData }
    }

    /// Returns the SQL and the values.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`]: a value cannot be stored in PostgreSQL.
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.statement
    }

    /// Restores the row and returns it.
    ///
    /// # Errors
    ///
    /// [`Error::OtherTenant`] before anything is sent. [`Error::NotFound`]: there is no such soft-deleted row, or it
    /// belongs to another tenant. [`Error::Violation`]: a live row has the same values in a unique index, or the row
    /// refers to a row that is still deleted ([`Reference`](crate::ViolationKind::Reference)).
    #[track_caller]
    pub fn fetch_one<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, T> {
        run::fetch_one(self.statement, executor)
    }

    /// Restores the row.
    ///
    /// # Errors
    ///
    /// As [`Restore::fetch_one`].
    #[track_caller]
    pub fn execute<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, ()> {
        let without_returning = || ConstSql::<T, const_sql::Restore>::without_returning().into();
        run::execute_one(self.statement.map(|statement| Statement { sql: without_returning(), ..statement }), executor)
    }
}
