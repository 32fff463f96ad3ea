use std::fmt::Write;
use std::marker::PhantomData;

use crate::definition::ColumnDef;
use crate::query::const_sql::{Columns, ConstSql, conflict_name, next_updated_at, strip_returning};
use crate::query::executor::run;
use crate::query::params::{Assigned, is_changeable};
use crate::query::tree::read::ReadColumn;
use crate::query::tree::value_parts::SqlText;
use crate::query::unique::ConflictTarget;
use crate::query::{
    AssignTo, Changes, Column, ColumnsOf, ExecutorFor, Insert, InsertMany, Statement, StatementFuture, Target,
    UniqueOf, Verb, inserted,
};
use crate::quote::Identifier;
use crate::{Error, HasKey, Table, TableDef, UpdateRow, Violation};

/// An insert that handles a conflict with an existing row: `Product::insert(tenant,
/// insert).on_conflict(Product::BY_SKU)`.
///
/// Continue with [`do_update`](Self::do_update), [`do_update_only`](Self::do_update_only) or
/// [`do_nothing`](Self::do_nothing). `R` is [`SingleRow`] or [`Batch`]. The conflict clause repeats the predicate of a
/// partial unique index, so a soft-deleted row causes no conflict. A row of another tenant is never changed.
///
/// ```
/// # #[cfg(feature = "sqlx")] mod example {
/// # use peristyle::prelude::*;
/// # /// A customer account.
/// # #[table(name = "organizations", tenant_root)]
/// # pub struct Organization { pub id: Id<Organization> }
/// # /// Something that is sold.
/// # #[table(name = "org_products", tenant = Organization, unique(sku))]
/// # pub struct Product {
/// #     pub id: Id<Product>,
/// #     pub organization_id: Id<Organization>,
/// #     #[column(varchar(100))]
/// #     pub sku: String,
/// #     pub stock: i64,
/// # }
/// # use peristyle::sqlx::TenantTransaction;
/// async fn count(tx: &mut TenantTransaction<'_, Organization>, counted: Vec<(String, i64)>) -> Result<u64, peristyle::Error> {
///     let rows = counted.into_iter().map(|(sku, stock)| ProductInsert::new(sku, stock));
///     let upsert = Product::insert_many(tx.tenant(), rows).on_conflict(Product::BY_SKU).do_update_only(Product::STOCK);
///     upsert.execute(&mut *tx).await
/// }
/// # }
/// ```
#[must_use = "call `do_update`, `do_update_only` or `do_nothing` to handle the conflict"]
#[derive(Debug)]
pub struct OnConflict<T, R> {
    given: ConflictInsert<T, R>,
    conflict_target: ConflictTarget,
}

/// An insert of one row.
#[derive(Debug, Clone, Copy)]
pub struct SingleRow;

/// An insert of a batch of rows.
#[derive(Debug, Clone, Copy)]
pub struct Batch;

/// The statement without the conflict clause.
#[derive(Debug)]
struct ConflictInsert<T, R> {
    statement: Result<Statement, Error>,
    is_empty: bool,
    types: PhantomData<fn() -> (T, R)>,
}

impl<T: Table> Insert<T> {
    /// Handles a conflict with a row that has the same values in this unique index.
    #[doc(alias = "upsert")]
    pub fn on_conflict(self, unique: impl UniqueOf<T>) -> OnConflict<T, SingleRow> {
        OnConflict { conflict_target: ConflictTarget::of(unique.unique()), given: self.given() }
    }

    /// Handles a conflict with a row that has the same primary key, for example in a repeated import.
    pub fn on_key_conflict(self) -> OnConflict<T, SingleRow>
    where
        T::Key: HasKey<T>,
    {
        OnConflict { conflict_target: ConflictTarget::key(T::def()), given: self.given() }
    }

    fn given(self) -> ConflictInsert<T, SingleRow> {
        ConflictInsert { statement: self.into_statement(), is_empty: false, types: PhantomData }
    }
}

impl<T: Table> InsertMany<T> {
    /// Handles the conflicts of each row with a row that has the same values in this unique index.
    #[doc(alias = "upsert")]
    pub fn on_conflict(self, unique: impl UniqueOf<T>) -> OnConflict<T, Batch> {
        OnConflict { conflict_target: ConflictTarget::of(unique.unique()), given: self.given() }
    }

    /// Handles the conflicts of each row with a row that has the same primary key, for example in a repeated import.
    pub fn on_key_conflict(self) -> OnConflict<T, Batch>
    where
        T::Key: HasKey<T>,
    {
        OnConflict { conflict_target: ConflictTarget::key(T::def()), given: self.given() }
    }

    fn given(self) -> ConflictInsert<T, Batch> {
        ConflictInsert { is_empty: self.rows == 0, statement: self.statement, types: PhantomData }
    }
}

impl<T: Table, R> OnConflict<T, R> {
    /// Updates the existing row with all columns of the insert, except its primary key, tenant and `created_at`. A
    /// column that is not set gets its default.
    pub fn do_update(self) -> Upsert<T, R>
    where
        T::Update: UpdateRow<Table = T>,
    {
        let columns: Vec<_> = inserted(T::def()).filter(|column| is_changeable(T::def(), column)).collect();
        self.upsert(Ok(columns))
    }

    /// Updates the existing row with these columns of the insert only: `.do_update_only((Product::PRICE,
    /// Product::STOCK))`.
    ///
    /// The primary key, the tenant, the timestamps and the columns that the database sets (serial, identity, generated)
    /// and expressions cannot be updated: [`Error::Unchangeable`]. For an expression, use [`set`](Upsert::set).
    pub fn do_update_only<C, P>(self, columns: C) -> Upsert<T, R>
    where
        C: ColumnsOf<T, P>,
        T::Update: UpdateRow<Table = T>,
    {
        let mut list = Vec::new();
        let listed = columns.list(&mut list);
        let mut once: Vec<ReadColumn> = Vec::new();
        for read in list {
            if once.iter().all(|other| other.column.name != read.column.name) {
                once.push(read);
            }
        }
        let changeable = once.into_iter().map(|read| match is_changeable(T::def(), read.column) {
            true if read.expression.is_none() => Ok(read.column),
            _ => Err(Error::Unchangeable { column: read.column.name }),
        });
        self.upsert(listed.and_then(|()| changeable.collect()))
    }

    /// Keeps the existing row and discards the new one.
    pub fn do_nothing(self) -> InsertNew<T, R> {
        let clause = format!(" ON CONFLICT {} DO NOTHING", self.conflict_target.sql);
        InsertNew { given: self.given.with_clause::<T>(Ok(clause)) }
    }

    /// Updates only one column of the existing row, to a value or an expression:
    /// `.do_update_set(Job::ATTEMPTS, Job::ATTEMPTS + 1)`. Add further columns with [`Upsert::set`].
    pub fn do_update_set<V>(self, column: Column<T, V>, value: impl AssignTo<T, V>) -> Upsert<T, R>
    where
        T::Update: UpdateRow<Table = T>,
    {
        self.upsert(Ok(Vec::new())).set(column, value)
    }

    fn upsert(self, columns: Result<Vec<&'static ColumnDef>, Error>) -> Upsert<T, R> {
        let Self { given, conflict_target } = self;
        Upsert { given: given.upserting(), conflict_target, columns, changes: Changes::new() }
    }
}

impl<T, R> ConflictInsert<T, R> {
    fn with_clause<Of: Table>(self, clause: Result<String, Error>) -> Self {
        let statement = self.statement.and_then(|statement| {
            let sql = strip_returning::<Of>(&statement.sql).to_owned() + &clause?;
            Ok(Statement { sql: sql.into(), ..statement })
        });
        Self { statement, ..self }
    }

    fn upserting(self) -> Self {
        let verb = |target| Target { verb: Verb::Upsert, ..target };
        let upsert = |statement: Statement| Statement { target: verb(statement.target), ..statement };
        Self { statement: self.statement.map(upsert), ..self }
    }
}

impl<T: Table, R> ConflictInsert<T, R> {
    fn returning(self) -> Result<Statement, Error> {
        self.statement.map(|statement| {
            let sql = statement.sql.into_owned() + " RETURNING " + ConstSql::<T, Columns>::SQL;
            Statement { sql: sql.into(), ..statement }
        })
    }
}

/// Adds the update of the existing row to an insert.
///
/// The condition on the tenant is always there. Without row level security, a unique index over all tenants would let
/// one tenant overwrite the row of another.
fn update<T: Table>(text: &mut SqlText, columns: &[&ColumnDef], changes: Changes) -> Result<(), Error> {
    text.sql.push_str(" DO UPDATE SET ");
    let assignments = changes.assignments(T::def())?.collect::<Result<Vec<_>, _>>()?;
    let is_replaced = |column: &ColumnDef| assignments.iter().any(|(other, _)| other.name == column.name);
    let mut before = "";
    for column in columns.iter().filter(|column| !is_replaced(column)) {
        // Writing to a string does not fail.
        let _ = write!(text.sql, "{before}{0} = excluded.{0}", Identifier(column.name));
        before = ", ";
    }
    for (column, assigned) in assignments {
        let _ = write!(text.sql, "{before}{} = ", Identifier(column.name));
        match assigned {
            Assigned::Value(value) => text.value(value, column),
            Assigned::Computed(parts) => parts.write(text, Some(conflict_name(T::NAME))),
        }
        before = ", ";
    }
    let table = Identifier(conflict_name(T::NAME));
    if let Some(column) = T::DEF.updated_at() {
        let name = Identifier(column.name);
        // Both the stored row and the one of the insert have the column.
        let now = next_updated_at(column, format_args!("{table}.{name}"));
        let _ = write!(text.sql, "{before}{name} = {now}");
    }
    let own = T::DEF.tenant_column().map(Identifier).map(|tenant| format!("{table}.{tenant} = excluded.{tenant}"));
    let live = T::DEF.deleted_at().map(|deleted_at| format!("{table}.{} IS NULL", Identifier(deleted_at)));
    for (at, condition) in own.into_iter().chain(live).enumerate() {
        let _ = write!(text.sql, " {} {condition}", if at == 0 { "WHERE" } else { "AND" });
    }
    Ok(())
}

/// Inserts rows of `T`, or updates the rows that they conflict with.
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct Upsert<T, R> {
    given: ConflictInsert<T, R>,
    conflict_target: ConflictTarget,
    /// The columns that get the values of the insert.
    columns: Result<Vec<&'static ColumnDef>, Error>,
    changes: Changes,
}

impl<T: Table, R> Upsert<T, R> {
    /// Sets a column of the existing row to a value or an expression, in place of the value of the insert:
    /// `.set(Product::STOCK, Product::STOCK + Product::STOCK.excluded())`. A column alone is that of the existing row;
    /// [`excluded`](Column::excluded) is that of the insert. See [`ValueExpr`](crate::query::ValueExpr).
    ///
    /// The primary key, the tenant, the timestamps and the columns that the database sets cannot be updated:
    /// [`Error::Unchangeable`].
    pub fn set<V>(mut self, column: Column<T, V>, value: impl AssignTo<T, V>) -> Self {
        self.changes = self.changes.assign(column, value);
        self
    }

    /// Returns the SQL and the values; the statement returns the rows.
    ///
    /// # Errors
    ///
    /// As [`Insert::into_statement`]; [`Error::Unchangeable`].
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.written().returning()
    }

    /// The insert with the conflict clause.
    fn written(self) -> ConflictInsert<T, R> {
        let Self { given, conflict_target, columns, changes } = self;
        let statement = given.statement.and_then(|statement| {
            let sql = strip_returning::<T>(&statement.sql).to_owned() + " ON CONFLICT " + &conflict_target.sql;
            let mut text = SqlText { sql, values: statement.values };
            update::<T>(&mut text, &columns?, changes)?;
            Ok(Statement { sql: text.sql.into(), values: text.values, ..statement })
        });
        ConflictInsert { statement, ..given }
    }
}

impl<T: Table> Upsert<T, SingleRow> {
    /// Returns the inserted or updated row.
    ///
    /// # Errors
    ///
    /// As [`Insert::fetch_one`]; [`Error::Unchangeable`]. A conflicting row that belongs to another tenant or is
    /// soft-deleted is not updated: [`Error::Violation`], or [`Error::NotFound`] for a conflict on the primary key.
    #[track_caller]
    pub fn fetch_one<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, T> {
        let unique = self.conflict_target.unique.clone();
        run::fetch_upserted(self.written().returning(), executor, conflict_error(T::def(), unique))
    }

    /// Inserts or updates the row.
    ///
    /// # Errors
    ///
    /// As [`Upsert::fetch_one`].
    #[track_caller]
    pub fn execute<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, ()> {
        let unique = self.conflict_target.unique.clone();
        run::execute_upsert(self.written().statement, executor, conflict_error(T::def(), unique))
    }
}

/// The error for a conflicting row that was not updated.
fn conflict_error(table: &'static TableDef, unique: Option<String>) -> impl FnOnce() -> Error + Send {
    move || match unique {
        Some(name) => Error::Violation(Violation::taken(table, &name)),
        None => Error::not_found(table),
    }
}

impl<T: Table> Upsert<T, Batch> {
    /// Inserts or updates the rows and returns them in the given order. A row is left out if it conflicts with a row
    /// that belongs to another tenant or is soft-deleted.
    ///
    /// # Errors
    ///
    /// As [`InsertMany::fetch_all`]; [`Error::Unchangeable`]; [`Error::Violation`] if two rows of the batch have the
    /// same key.
    #[track_caller]
    pub fn fetch_all<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, Vec<T>> {
        self.written().fetch_all(executor)
    }

    /// Inserts or updates the rows and returns their number.
    ///
    /// # Errors
    ///
    /// As [`Upsert::fetch_all`].
    #[track_caller]
    pub fn execute<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, u64> {
        self.written().execute(executor)
    }
}

/// Inserts the rows of `T` that cause no conflict.
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct InsertNew<T, R> {
    given: ConflictInsert<T, R>,
}

impl<T: Table, R> InsertNew<T, R> {
    /// Returns the SQL and the values; the statement returns the new rows.
    ///
    /// # Errors
    ///
    /// As [`Insert::into_statement`].
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.given.returning()
    }
}

impl<T: Table> InsertNew<T, SingleRow> {
    /// Returns the new row, or `None` if there is a conflict.
    ///
    /// # Errors
    ///
    /// As [`Insert::fetch_one`].
    #[track_caller]
    pub fn fetch_optional<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, Option<T>> {
        run::fetch_optional(self.given.returning(), executor)
    }

    /// Inserts the row and returns whether it is new.
    ///
    /// # Errors
    ///
    /// As [`Insert::fetch_one`].
    #[track_caller]
    pub fn execute<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, bool> {
        let written = run::execute(self.given.statement, executor);
        Box::pin(async move { Ok(written.await? > 0) })
    }
}

impl<T: Table> InsertNew<T, Batch> {
    /// Returns the new rows in the given order.
    ///
    /// # Errors
    ///
    /// As [`InsertMany::fetch_all`].
    #[track_caller]
    pub fn fetch_all<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, Vec<T>> {
        self.given.fetch_all(executor)
    }

    /// Inserts the rows and returns the number of new rows.
    ///
    /// # Errors
    ///
    /// As [`InsertMany::fetch_all`].
    #[track_caller]
    pub fn execute<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, u64> {
        self.given.execute(executor)
    }
}

impl<T: Table> ConflictInsert<T, Batch> {
    #[track_caller]
    fn fetch_all<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, Vec<T>> {
        match self.is_empty {
            true => run::skip(self.statement, executor, Vec::new()),
            false => run::fetch_all(self.returning(), executor),
        }
    }

    #[track_caller]
    fn execute<'executor>(self, executor: impl ExecutorFor<T::Scope> + 'executor) -> StatementFuture<'executor, u64> {
        match self.is_empty {
            true => run::skip(self.statement, executor, 0),
            false => run::execute(self.statement, executor),
        }
    }
}
