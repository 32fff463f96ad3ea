use std::marker::PhantomData;

use sea_query::Value;
use uuid::Uuid;

use crate::definition::Tenancy;
use crate::query::const_sql::{self, ConstSql};
use crate::query::executor::run;
use crate::query::target::Target;
use crate::query::{ExecutorFor, Statement, StatementFuture, Values, Verb, inserted};
use crate::{Error, InsertRow, Table, TableDef};

/// Inserts a row of `T`: `Product::insert(tenant, ProductInsert::new("L-1"))`.
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct Insert<T> {
    statement: Result<Statement, Error>,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> Insert<T> {
    /// Creates the insert for this tenant. A column that is not set gets its default. The new row of a root must have
    /// the id of the tenant.
    #[doc(hidden)]
    pub fn new(tenant: Option<Uuid>, row: impl InsertRow<Table = T>) -> Self {
        Self {
            statement: statement::<T>(tenant, row.into_values(Values::with_capacity(T::DEF.columns.len()))),
            table: PhantomData,
        }
    }

    /// Returns the SQL and the values.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`]: a value cannot be stored in PostgreSQL. [`Error::Violation`]: a column does not accept its
    /// value. [`Error::OtherRoot`]: the new row of a root has not the id of the tenant.
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.statement
    }

    /// Inserts the row and returns it, with the values that the database generated.
    ///
    /// # Errors
    ///
    /// [`Error::OtherTenant`] and [`Error::OtherRoot`] before anything is sent; [`Error::Violation`] if a constraint
    /// refuses the row.
    #[track_caller]
    pub fn fetch_one<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, T> {
        run::fetch_one(self.statement, executor)
    }

    /// Inserts the row.
    ///
    /// # Errors
    ///
    /// As [`Insert::fetch_one`].
    #[track_caller]
    pub fn execute<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, ()> {
        let without_returning = || ConstSql::<T, const_sql::Insert>::without_returning().into();
        run::execute_one(self.statement.map(|statement| Statement { sql: without_returning(), ..statement }), executor)
    }
}

fn statement<T: Table>(tenant: Option<Uuid>, values: Values) -> Result<Statement, Error> {
    let mut values = values.storable(T::def(), inserted(T::def()))?;
    let is_root = matches!(T::def().tenancy, Tenancy::Root { .. });
    if is_root && !states_id(T::def(), &values, tenant) {
        return Err(Error::OtherRoot);
    }
    // The tenant column of a root is its id, which is one of the values.
    if let Some(tenant) = tenant.filter(|_| !is_root) {
        values.insert(0, Value::from(tenant));
    }
    Ok(Statement {
        sql: ConstSql::<T, const_sql::Insert>::SQL.into(),
        values,
        tenant,
        target: Target { table: T::def(), verb: Verb::Insert },
    })
}

fn states_id(table: &'static TableDef, values: &[Value], tenant: Option<Uuid>) -> bool {
    let place = inserted(table).position(|column| Some(column.name) == table.tenant_column());
    matches!(place.and_then(|place| values.get(place)), Some(Value::Uuid(id)) if *id == tenant)
}
