use std::marker::PhantomData;

use uuid::Uuid;

use crate::query::const_sql::{self, ConstSql};
use crate::query::executor::run;
use crate::query::{ExecutorFor, Statement, StatementFuture, Values, Verb};
use crate::{Error, Table};

/// Deletes a row of `T` by its key: `Product::delete(tenant, id)`.
///
/// A soft delete sets `deleted_at`, leaves the rows that refer to this one as they are, and can be undone by `restore`. Where the table waives
/// soft deletes (rule T03) the row is gone, and `on_delete` acts.
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct Delete<T> {
    statement: Result<Statement, Error>,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> Delete<T> {
    /// The row of that key.
    #[doc(hidden)]
    pub fn new(tenant: Option<Uuid>, key: Values) -> Self {
        let verb = if T::DEF.soft_delete() { Verb::Change } else { Verb::Remove };
        let columns = T::def().key.iter().copied();
        let statement = Statement::constant::<T>(ConstSql::<T, const_sql::Delete>::SQL, verb, tenant, key, columns);
        Self { statement, table: PhantomData }
    }

    /// The statement as SQL and values, which returns the row.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`]: a value has no form in PostgreSQL.
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.statement
    }

    /// Deletes the row and returns it: as it is then, or, where it is gone, as it was.
    ///
    /// # Errors
    ///
    /// As [`Delete::execute`].
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
    /// [`Error::OtherTenant`] before anything is sent; [`Error::NotFound`]: there is no such live row, or it is another tenant's;
    /// [`Error::Violation`]: another row refers to this one and forbids a real delete.
    pub fn execute<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, ()> {
        let without_returning = || ConstSql::<T, const_sql::Delete>::without_returning().into();
        run::execute_one(self.statement.map(|statement| Statement { sql: without_returning(), ..statement }), executor)
    }
}
