use std::marker::PhantomData;

use sea_query::{BinOper, Expr, ExprTrait, PostgresQueryBuilder, Query, UpdateStatement};
use uuid::Uuid;

use crate::query::const_sql::{Columns, ConstSql};
use crate::query::executor::run;
use crate::query::select::scope;
use crate::query::select_tree::relation;
use crate::query::statement::Target;
use crate::query::{Changes, ExecutorFor, Find, Statement, StatementFuture, Values, Verb, cast, domain};
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
        let (columns, values) = self.changes.into_inner();
        if columns.is_empty() {
            return Find::<T>::by_key(self.tenant, self.key).into_statement();
        }
        let mut query = Query::update();
        query.table(relation(T::def()));
        assign::<T>(&mut query, &columns, values)?;
        address::<T>(&mut query, self.tenant, self.key)?;
        if returning {
            query.returning(Query::returning().expr(Expr::cust(ConstSql::<T, Columns>::SQL)));
        }
        let (sql, values) = query.build(PostgresQueryBuilder);
        let target = Target { table: T::def(), verb: Verb::Change };
        Ok(Statement { sql: sql.into(), values: values.0, tenant: self.tenant, target })
    }
}

/// The columns that the update sets, and `updated_at`.
pub(super) fn assign<T: Table>(query: &mut UpdateStatement, columns: &[usize], values: Values) -> Result<(), Error> {
    let columns = || columns.iter().filter_map(|place| T::def().columns.get(*place));
    let values = values.storable(T::def(), columns())?;
    for (column, value) in columns().zip(values) {
        query.value(column.name, cast::bound(value, column));
    }
    if T::DEF.has_column("updated_at") {
        query.value("updated_at", Expr::cust("now()"));
    }
    Ok(())
}

fn address<T: Table>(query: &mut UpdateStatement, tenant: Option<Uuid>, key: Values) -> Result<(), Error> {
    query.and_where_option(scope::<T>(tenant));
    let values = key.comparable(T::def(), T::def().key_columns())?;
    for (column, value) in T::def().key_columns().zip(values) {
        let column_of_key = Expr::col((T::NAME, column.name));
        query.and_where(domain::compared(column_of_key, BinOper::Equal, value, column));
    }
    if T::DEF.soft_delete() {
        query.and_where(Expr::col((T::NAME, "deleted_at")).is_null());
    }
    Ok(())
}
