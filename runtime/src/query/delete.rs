use std::marker::PhantomData;

use uuid::Uuid;

use crate::query::const_sql::{self, ConstSql};
use crate::query::executor::run;
use crate::query::{ExecutorFor, Statement, StatementFuture, Values, Verb};
use crate::{Error, Table};

/// Deletes a row of `T` by its primary key: `Product::delete(tenant, id)`.
///
/// A soft delete sets `deleted_at` and applies `on_delete` to the rows that refer to this one (rule
/// [`F07`](crate::rules::F07)): `restrict` fails, `cascade` soft-deletes them, `set_null` unlinks them. `restore` reverts
/// it, except for `set_null`. If the table waives soft deletes (rule T03), the row is deleted for good.
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct Delete<T> {
    statement: Result<Statement, Error>,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> Delete<T> {
    /// Deletes the row with this primary key.
    #[doc(hidden)]
    pub fn new(tenant: Option<Uuid>, key: Values) -> Self {
        let verb = if T::DEF.soft_delete() { Verb::Change } else { Verb::Remove };
        let columns = T::def().key_columns();
        let statement = Statement::constant::<T>(ConstSql::<T, const_sql::Delete>::SQL, verb, tenant, key, columns);
        Self { statement, table: PhantomData }
    }

    /// Returns the SQL and the values; the statement returns the row.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`]: a value cannot be stored in PostgreSQL.
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.statement
    }

    /// Deletes the row and returns it: the soft-deleted row, or the last values of a row that was deleted for good.
    ///
    /// # Errors
    ///
    /// As [`Delete::execute`].
    #[track_caller]
    pub fn fetch_one<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, T> {
        run::fetch_one(self.statement, executor)
    }

    /// Deletes the row.
    ///
    /// # Errors
    ///
    /// [`Error::OtherTenant`] before anything is sent. [`Error::NotFound`]: there is no such live row, or it belongs to
    /// another tenant. [`Error::Violation`]: a row refers to this one with `on_delete = restrict`
    /// ([`Referenced`](crate::ViolationKind::Referenced)). [`Error::Driver`]: a soft delete of a row of a referenced table
    /// at REPEATABLE READ. [`Error::Denied`]: a soft delete of a global row that tenant tables refer to.
    #[track_caller]
    pub fn execute<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, ()> {
        let without_returning = || ConstSql::<T, const_sql::Delete>::without_returning().into();
        run::execute_one(self.statement.map(|statement| Statement { sql: without_returning(), ..statement }), executor)
    }
}
