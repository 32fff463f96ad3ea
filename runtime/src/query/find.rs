use std::marker::PhantomData;

use uuid::Uuid;

use crate::query::const_sql::{self, ConstSql};
use crate::query::executor::run;
use crate::query::{ExecutorFor, Statement, StatementFuture, Values, Verb};
use crate::{AllowsLock, Error, Table};

/// Finds one live row of `T` by its primary key or a unique index: `Product::find(tenant, id)`,
/// `Product::find_by_sku(tenant, "L-1")`.
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct Find<T> {
    statement: Result<Statement, Error>,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> Find<T> {
    /// Finds the row with this primary key.
    #[doc(hidden)]
    pub fn by_key(tenant: Option<Uuid>, key: Values) -> Self {
        let columns = T::def().key_columns();
        Self::new(Statement::constant::<T>(ConstSql::<T, const_sql::Find>::SQL, Verb::Read, tenant, key, columns))
    }

    /// Finds the row with these values by the unique index at this position of the definition.
    #[doc(hidden)]
    pub fn by_unique(tenant: Option<Uuid>, place: usize, values: Values) -> Self {
        let sql = ConstSql::<T, const_sql::Finders>::SQL.split('\0').nth(place).unwrap_or_default();
        let names = T::def().indexes.get(place).into_iter().flat_map(|index| index.columns).map(|column| column.name);
        let columns = names.filter(|name| Some(*name) != T::def().tenant_column());
        let columns = columns.filter_map(|name| T::def().column(name));
        Self::new(Statement::constant::<T>(sql, Verb::Read, tenant, values, columns))
    }

    fn new(statement: Result<Statement, Error>) -> Self {
        Self { statement, table: PhantomData }
    }

    /// Locks the row until the end of the transaction: others that update or lock it wait. The role needs the UPDATE
    /// privilege on the table.
    pub fn for_update(self) -> Self
    where
        T::Deletion: AllowsLock<T>,
    {
        Self::new(
            self.statement
                .map(|statement| Statement { sql: format!("{} FOR UPDATE", statement.sql).into(), ..statement }),
        )
    }

    /// Returns the SQL and the values.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`]: a value cannot be stored in PostgreSQL.
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.statement
    }

    /// Returns the row, or `None` if there is none, it is soft-deleted, or it belongs to another tenant.
    ///
    /// # Errors
    ///
    /// [`Error::OtherTenant`] before anything is sent; errors of the database or the driver.
    pub fn fetch_optional<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, Option<T>> {
        run::fetch_optional(self.statement, executor)
    }

    /// Returns the row.
    ///
    /// # Errors
    ///
    /// As [`Find::fetch_optional`]; [`Error::NotFound`] instead of `None`.
    pub fn fetch_one<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, T> {
        run::fetch_one(self.statement, executor)
    }
}
