use std::marker::PhantomData;

use sea_query::Value;
use uuid::Uuid;

use crate::definition::Tenancy;
use crate::query::batch::Batch;
use crate::query::const_sql::{self, ConstSql};
use crate::query::executor::run;
use crate::query::target::Target;
use crate::query::{ExecutorFor, InsertFields, Statement, StatementFuture, Verb, inserted};
use crate::{Error, Table, TableDef};

/// Inserts any number of rows of `T` in one statement: `Product::insert_many(tenant, rows)`.
///
/// The SQL text is one constant for any number of rows: each column is sent as one array. PostgreSQL accepts a message
/// of at most 1 GiB. Either all rows are inserted or none. An empty batch is not sent.
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct InsertMany<T> {
    pub(super) rows: usize,
    pub(super) statement: Result<Statement, Error>,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> InsertMany<T> {
    pub(crate) fn new(tenant: Option<Uuid>, rows: impl IntoIterator<Item = T::Insert>) -> Self {
        let mut rows = rows.into_iter();
        let mut batch = Batch::of(T::def(), rows.size_hint().0);
        let (root, id) = (key_of_root(T::def()), Value::Uuid(tenant));
        let key = root.map(|place| (place, &id));
        let pushed = rows.try_for_each(|row| push::<T>(&mut batch, key, row));
        let rows = batch.rows();
        Self { rows, statement: pushed.map(|()| statement::<T>(batch, tenant, root.is_some())), table: PhantomData }
    }

    /// Returns the SQL and the values; the statement returns the rows.
    ///
    /// # Errors
    ///
    /// As [`Insert::into_statement`](crate::query::Insert::into_statement).
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.statement
    }

    /// Inserts the rows and returns them in the given order, with the values that the database generated.
    ///
    /// # Errors
    ///
    /// As [`Insert::fetch_one`](crate::query::Insert::fetch_one). PostgreSQL does not report which row it refused.
    #[track_caller]
    pub fn fetch_all<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, Vec<T>> {
        match self.rows {
            0 => run::skip(self.statement, executor, Vec::new()),
            _ => run::fetch_all(self.statement, executor),
        }
    }

    /// Inserts the rows and returns their number.
    ///
    /// # Errors
    ///
    /// As [`InsertMany::fetch_all`].
    #[track_caller]
    pub fn execute<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, u64> {
        let without_returning = || ConstSql::<T, const_sql::InsertMany>::without_returning().into();
        let statement = self.statement.map(|statement| Statement { sql: without_returning(), ..statement });
        match self.rows {
            0 => run::skip(statement, executor, 0),
            _ => run::execute(statement, executor),
        }
    }
}

/// Adds a row. The new row of a root must have the id of the tenant.
fn push<T: Table>(batch: &mut Batch, root: Option<(usize, &Value)>, row: T::Insert) -> Result<(), Error> {
    drop((T::parts().values)(row, InsertFields::of_batch(batch)));
    batch.end_row(root)
}

/// The position of the primary key of a root, which is the tenant.
fn key_of_root(table: &'static TableDef) -> Option<usize> {
    let is_root = matches!(table.tenancy, Tenancy::Root { .. });
    inserted(table).position(|column| is_root && Some(column.name) == table.tenant_column())
}

fn statement<T: Table>(batch: Batch, tenant: Option<Uuid>, is_root: bool) -> Statement {
    let leading = tenant.filter(|_| !is_root).map(Value::from);
    // Rows without values are counted.
    let count = i64::try_from(batch.rows()).ok().filter(|_| leading.is_none() && batch.is_without_columns());
    Statement {
        sql: ConstSql::<T, const_sql::InsertMany>::SQL.into(),
        values: leading.into_iter().chain(count.map(Value::from)).chain(batch.into_arrays()).collect(),
        tenant,
        target: Target { table: T::def(), verb: Verb::Insert },
    }
}
