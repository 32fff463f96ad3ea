use std::marker::PhantomData;

use sea_query::{ArrayType, Value};
use uuid::Uuid;

use crate::definition::Tenancy;
use crate::query::const_sql::{self, ConstSql};
use crate::query::executor::run;
use crate::query::target::Target;
use crate::query::value_checks::{check, is_stored_as_it_is};
use crate::query::{ExecutorFor, Statement, StatementFuture, Verb, array_literal, inserted};
use crate::{ColumnDef, Error, InsertRow, SqlType, Table};

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
        let mut arrays = Arrays::of::<T>(rows.size_hint().0);
        let pushed = rows.try_for_each(|row| arrays.push::<T>(tenant, row));
        Self { rows: arrays.rows, statement: pushed.map(|()| arrays.into_statement::<T>(tenant)), table: PhantomData }
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

/// The values of the rows, column by column, then the flags that request a default.
struct Arrays {
    columns: Vec<&'static ColumnDef>,
    values: Vec<Vec<Value>>,
    /// The position of the primary key of a root, which is the tenant.
    root: Option<usize>,
    rows: usize,
}

impl Arrays {
    /// An iterator may promise any number of rows, so the capacity has a limit.
    fn of<T: Table>(rows: usize) -> Self {
        let columns: Vec<_> = inserted(T::def()).collect();
        let is_root = matches!(T::def().tenancy, Tenancy::Root { .. });
        let root = columns.iter().position(|column| is_root && Some(column.name) == T::def().tenant_column());
        let values = columns.iter().map(|_| Vec::with_capacity(rows.min(1 << 16))).collect();
        Self { columns, values, root, rows: 0 }
    }

    fn push<T: Table>(&mut self, tenant: Option<Uuid>, row: T::Insert) -> Result<(), Error> {
        let values = row.into_values().row(&self.columns)?;
        if self.root.is_some_and(|place| values.get(place) != Some(&Value::Uuid(tenant))) {
            return Err(Error::OtherRoot);
        }
        self.values.resize_with(values.len(), Vec::new);
        for (place, (array, mut value)) in self.values.iter_mut().zip(values).enumerate() {
            if let Some(column) = self.columns.get(place).filter(|column| !is_stored_as_it_is(column, &value)) {
                check(T::def(), column, &mut value)?;
                if let SqlType::Array(_) = column.carrier {
                    value = array_literal::render(value).map_err(|error| Error::unencoded(Some(column.name), error))?;
                }
            }
            array.push(value);
        }
        self.rows += 1;
        Ok(())
    }

    fn into_statement<T: Table>(self, tenant: Option<Uuid>) -> Statement {
        let leading = tenant.filter(|_| self.root.is_none()).map(Value::from);
        // Rows without values are counted.
        let count = i64::try_from(self.rows).ok().filter(|_| leading.is_none() && self.columns.is_empty());
        Statement {
            sql: ConstSql::<T, const_sql::InsertMany>::SQL.into(),
            values: leading
                .into_iter()
                .chain(count.map(Value::from))
                .chain(self.values.into_iter().map(array))
                .collect(),
            tenant,
            target: Target { table: T::def(), verb: Verb::Insert },
        }
    }
}

/// The type of an empty array does not matter: it is not sent.
fn array(elements: Vec<Value>) -> Value {
    let element_type = elements.first().map_or(ArrayType::String, Value::array_type);
    Value::Array(element_type, Some(Box::new(elements)))
}
