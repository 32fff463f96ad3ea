use std::marker::PhantomData;
use std::mem;

use sea_query::{ArrayType, Value};
use uuid::Uuid;

use crate::definition::Tenancy;
use crate::query::const_sql::{self, ConstSql};
use crate::query::executor::run;
use crate::query::target::Target;
use crate::query::value_checks::{check, is_stored, most_bytes};
use crate::query::{ExecutorFor, Statement, StatementFuture, Values, Verb, array_literal, inserted};
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
    arrays: Vec<Array>,
    /// The position of the primary key of a root, which is the tenant.
    root: Option<usize>,
    rows: usize,
    /// The values of a row, until they are in the arrays.
    row: Values,
}

/// The values of one column.
#[derive(Default)]
struct Array {
    /// None of the flags.
    column: Option<&'static ColumnDef>,
    /// The [`most_bytes`] of the column.
    most: usize,
    values: Vec<Value>,
}

impl Array {
    fn of(column: &'static ColumnDef, rows: usize) -> Self {
        Self { column: Some(column), most: most_bytes(column), values: Vec::with_capacity(rows) }
    }

    /// Checks a value that is not certainly stored as it is, and brings it into the form of the array.
    #[inline(never)]
    fn check<T: Table>(&self, value: &mut Value) -> Result<(), Error> {
        let Some(column) = self.column else { return Ok(()) };
        check(T::def(), column, value)?;
        if let SqlType::Array(_) = column.carrier {
            let array = mem::replace(value, Value::Bool(None));
            *value = array_literal::render(array).map_err(|error| Error::unencoded(Some(column.name), error))?;
        }
        Ok(())
    }
}

impl Arrays {
    /// An iterator may promise any number of rows, so the capacity has a limit.
    fn of<T: Table>(rows: usize) -> Self {
        let columns: Vec<_> = inserted(T::def()).collect();
        let is_root = matches!(T::def().tenancy, Tenancy::Root { .. });
        let root = columns.iter().position(|column| is_root && Some(column.name) == T::def().tenant_column());
        let arrays = columns.iter().map(|column| Array::of(column, rows.min(1 << 16))).collect();
        let row = Values::with_capacity(columns.len());
        Self { columns, arrays, root, rows: 0, row }
    }

    fn push<T: Table>(&mut self, tenant: Option<Uuid>, row: T::Insert) -> Result<(), Error> {
        self.row = row.into_values(mem::replace(&mut self.row, Values::new()));
        let values = self.row.row(&self.columns)?;
        if self.root.is_some_and(|place| values.get(place) != Some(&Value::Uuid(tenant))) {
            return Err(Error::OtherRoot);
        }
        if self.arrays.len() < values.len() {
            self.arrays.resize_with(values.len(), Array::default);
        }
        // First the checks, so that nothing can fail in the loop that moves the values: it takes half the time.
        for (array, value) in self.arrays.iter().zip(values.iter_mut()) {
            if !is_stored(value, array.most) {
                array.check::<T>(value)?;
            }
        }
        for (array, value) in self.arrays.iter_mut().zip(values.drain(..)) {
            array.values.push(value);
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
                .chain(self.arrays.into_iter().map(|of| array(of.values)))
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
