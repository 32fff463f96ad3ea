use std::marker::PhantomData;

use uuid::Uuid;

use crate::query::const_sql::{self, ConstSql, live_condition};
use crate::query::executor::run;
use crate::query::sql::Sql;
use crate::query::text_cache::{self, Form, Shape};
use crate::query::{ExecutorFor, Statement, StatementFuture, Values, Verb};
use crate::quote::write_name;
use crate::{AllowsLock, Error, Table};

/// Finds one live row of `T` by its primary key or a unique index: `Product::find(tenant, id)`,
/// `Product::find_by_sku(tenant, "L-1")`.
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct Find<T> {
    statement: Result<Statement, Error>,
    with_deleted: bool,
    lock: &'static str,
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
        Self { statement, with_deleted: false, lock: "", table: PhantomData }
    }

    /// Locks the row until the end of the transaction: others that update or lock it wait. The role needs the UPDATE
    /// privilege on the table.
    pub fn for_update(self) -> Self
    where
        T::Deletion: AllowsLock<T>,
    {
        Self { lock: " FOR UPDATE", ..self }
    }

    /// The same, but does not wait: [`Error::Timeout`] if others have locked the row. The transaction is then aborted.
    pub fn for_update_nowait(self) -> Self
    where
        T::Deletion: AllowsLock<T>,
    {
        Self { lock: " FOR UPDATE NOWAIT", ..self }
    }

    /// Locks the row against changes until the end of the transaction: others may lock it in the same way, and those
    /// that update or delete it wait. The role needs the UPDATE privilege on the table.
    pub fn for_share(self) -> Self
    where
        T::Deletion: AllowsLock<T>,
    {
        Self { lock: " FOR SHARE", ..self }
    }

    /// The same, but does not wait: [`Error::Timeout`] if others have locked the row for update.
    pub fn for_share_nowait(self) -> Self
    where
        T::Deletion: AllowsLock<T>,
    {
        Self { lock: " FOR SHARE NOWAIT", ..self }
    }

    /// Finds a soft-deleted row too. If several rows have the values of a unique index of live rows, this is the live
    /// one, or the one that was deleted last.
    pub fn with_deleted(self) -> Self {
        Self { with_deleted: true, ..self }
    }

    /// Returns the SQL and the values.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`]: a value cannot be stored in PostgreSQL.
    pub fn into_statement(self) -> Result<Statement, Error> {
        let Self { with_deleted, lock, .. } = self;
        let statement = self.statement?;
        let deleted_at = with_deleted.then(|| T::DEF.deleted_at()).flatten();
        if deleted_at.is_none() && lock.is_empty() {
            return Ok(statement);
        }
        let render = |found: &str| {
            let mut sql = match deleted_at {
                Some(deleted_at) => found.replacen(&live_condition(deleted_at), "", 1) + " ORDER BY ",
                None => found.to_owned(),
            };
            if let Some(deleted_at) = deleted_at {
                write_name(&mut sql, deleted_at);
                sql.push_str(" DESC LIMIT 1");
            }
            sql + lock
        };
        let sql = match statement.sql {
            Sql::Constant(base) => {
                let form = Form::Find { with_deleted: deleted_at.is_some(), lock };
                text_cache::text(Shape { table: T::def(), base, form, columns: [0; 2] }, || Ok(render(base)))?
            }
            other => render(&other).into(),
        };
        Ok(Statement { sql, ..statement })
    }

    /// Returns the row, or `None` if there is none, it is soft-deleted, or it belongs to another tenant.
    ///
    /// # Errors
    ///
    /// [`Error::OtherTenant`] before anything is sent; errors of the database or the driver.
    #[track_caller]
    pub fn fetch_optional<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, Option<T>> {
        run::fetch_optional(self.into_statement(), executor)
    }

    /// Returns the row.
    ///
    /// # Errors
    ///
    /// As [`Find::fetch_optional`]; [`Error::NotFound`] instead of `None`.
    #[track_caller]
    pub fn fetch_one<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, T> {
        run::fetch_one(self.into_statement(), executor)
    }
}
