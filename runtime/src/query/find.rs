use std::marker::PhantomData;

use uuid::Uuid;

use crate::query::const_sql::{self, ConstSql};
use crate::query::executor::run;
use crate::query::{ExecutorFor, Statement, StatementFuture, Values, Verb};
use crate::{Error, Table};

/// Reads one live row of `T` by its key or by a unique: `Product::find(tenant, id)`, `Product::find_by_sku(tenant, "L-1")`.
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct Find<T> {
    statement: Result<Statement, Error>,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> Find<T> {
    /// The row of that key.
    #[doc(hidden)]
    pub fn by_key(tenant: Option<Uuid>, key: Values) -> Self {
        let columns = T::def().key.iter().copied();
        Self::new(Statement::constant::<T>(ConstSql::<T, const_sql::Find>::SQL, Verb::Read, tenant, key, columns))
    }

    /// The row with those values in the unique that stands at that place of the definition's indexes.
    #[doc(hidden)]
    pub fn by_unique(tenant: Option<Uuid>, place: usize, values: Values) -> Self {
        let sql = ConstSql::<T, const_sql::Finders>::SQL.split('\0').nth(place).unwrap_or_default();
        let columns = T::def().indexes.iter().skip(place).flat_map(|index| index.columns).map(|column| column.name);
        let columns = columns.filter(|name| Some(*name) != T::def().tenant_column());
        Self::new(Statement::constant::<T>(sql, Verb::Read, tenant, values, columns))
    }

    fn new(statement: Result<Statement, Error>) -> Self {
        Self { statement, table: PhantomData }
    }

    /// Locks the row until the transaction ends: others who would change or lock it wait. The role needs the right to update the table.
    pub fn for_update(self) -> Self {
        Self::new(
            self.statement
                .map(|statement| Statement { sql: format!("{} FOR UPDATE", statement.sql).into(), ..statement }),
        )
    }

    /// The statement as SQL and values.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`]: a value has no form in PostgreSQL.
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.statement
    }

    /// The row, or None: there is none, it is deleted, or it is another tenant's.
    ///
    /// # Errors
    ///
    /// [`Error::OtherTenant`] before anything is sent; what the database or the driver refuses.
    pub fn fetch_optional<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, Option<T>> {
        run::fetch_optional(self.statement, executor)
    }

    /// The row.
    ///
    /// # Errors
    ///
    /// As [`Find::fetch_optional`]; [`Error::NotFound`] in place of None.
    pub fn fetch_one<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, T> {
        run::fetch_one(self.statement, executor)
    }
}
