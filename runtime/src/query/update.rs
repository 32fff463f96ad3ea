use std::marker::PhantomData;

use sea_query::Value;
use uuid::Uuid;

use crate::query::const_sql::{ConstSql, UpdateHead, UpdateTail};
use crate::query::executor::run;
use crate::query::params::Assigned;
use crate::query::statement::Target;
use crate::query::value_expr::SqlText;
use crate::query::{AssignTo, Changes, Column, ExecutorFor, Find, InUpdate, Statement, StatementFuture, Values, Verb};
use crate::{Error, Table, UpdateRow};

/// Updates columns of a live row of `T` by its primary key: `Product::update(tenant, id,
/// ProductUpdate::new().price(price))`.
///
/// `updated_at` is set to the time of the transaction. An empty update selects the row instead, so a request without
/// changes succeeds, and one for a missing row fails.
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct Update<T> {
    tenant: Option<Uuid>,
    key: Values,
    changes: Changes,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> Update<T> {
    /// Updates the row with this primary key.
    #[doc(hidden)]
    pub fn new(tenant: Option<Uuid>, key: Values, changes: impl UpdateRow<Table = T>) -> Self {
        Self { tenant, key, changes: changes.into_changes(), table: PhantomData }
    }

    /// Also sets a column to a value or an expression, which the database computes from the stored row:
    /// `.set(Product::STOCK, Product::STOCK - 1)`. See [`ValueExpr`](crate::query::ValueExpr).
    ///
    /// If the column was set before, this replaces it. The primary key, the tenant, the timestamps and the columns that
    /// the database sets cannot be updated: [`Error::Unchangeable`].
    pub fn set<V, A>(mut self, column: Column<T, V>, value: A) -> Self
    where
        A: AssignTo<T, V, Source: InUpdate>,
    {
        self.changes = self.changes.assign(column, value);
        self
    }

    /// Returns the SQL and the values; the statement returns the row.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`]: a value cannot be stored in PostgreSQL.
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.rendered(true)
    }

    /// Updates the row and returns it.
    ///
    /// # Errors
    ///
    /// [`Error::OtherTenant`] before anything is sent. [`Error::NotFound`]: there is no such live row, or it belongs to
    /// another tenant. [`Error::Violation`]: a constraint refuses the update.
    pub fn fetch_one<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, T> {
        run::fetch_one(self.rendered(true), executor)
    }

    /// Updates the row.
    ///
    /// # Errors
    ///
    /// As [`Update::fetch_one`].
    pub fn execute<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, ()> {
        run::execute_one(self.rendered(false), executor)
    }

    fn rendered(self, returning: bool) -> Result<Statement, Error> {
        if self.changes.is_empty() {
            return Find::<T>::by_key(self.tenant, self.key).into_statement();
        }
        let key = self.key.comparable(T::def(), T::def().key_columns())?;
        let (head, tail) = (ConstSql::<T, UpdateHead>::SQL, ConstSql::<T, UpdateTail>::SQL);
        let mut sql = String::with_capacity(head.len() + tail.len() + 64);
        sql.push_str(head);
        let mut text = SqlText { sql, values: self.tenant.map(Value::from).into_iter().chain(key).collect() };
        assign::<T>(&mut text, self.changes)?;
        text.sql.push_str(if returning { tail } else { ConstSql::<T, UpdateTail>::without_returning() });
        let target = Target { table: T::def(), verb: Verb::Change };
        Ok(Statement { sql: text.sql.into(), values: text.values, tenant: self.tenant, target })
    }
}

/// Writes the assignments of an UPDATE.
fn assign<T: Table>(text: &mut SqlText, changes: Changes) -> Result<(), Error> {
    for (at, (column, assigned)) in changes.assignments::<T>()?.into_iter().enumerate() {
        text.sql.push_str(if at == 0 { "" } else { ", " });
        text.name(column.name);
        text.sql.push_str(" = ");
        match assigned {
            Assigned::Value(value) => text.value(value, column),
            Assigned::Computed(parts) => parts.write(text, None),
        }
    }
    Ok(())
}
