use std::fmt::Write;
use std::marker::PhantomData;

use crate::definition::ColumnDef;
use crate::query::const_sql::{Columns, ConstSql, conflict_name, next_updated_at, strip_returning};
use crate::query::executor::run;
use crate::query::params::{Assignments, Places, is_changeable};
use crate::query::sql::Sql;
use crate::query::text_cache::{self, Form, Shape};
use crate::query::tree::read::ReadColumn;
use crate::query::tree::value_parts::{Parts, SqlText};
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
        OnConflict { conflict_target: ConflictTarget(None), given: self.given() }
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
        OnConflict { conflict_target: ConflictTarget(None), given: self.given() }
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
        self.upsert(Ok(None))
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
        let mut places = Places::default();
        let columns = listed.and_then(|()| {
            for ReadColumn { column, expression, .. } in list {
                let place = T::def().columns.iter().position(|other| other.name == column.name);
                match place.filter(|_| expression.is_none() && is_changeable(T::def(), column)) {
                    Some(place) => places.insert(place),
                    None => return Err(Error::Unchangeable { column: column.name }),
                }
            }
            Ok(Some(places))
        });
        self.upsert(columns)
    }

    /// Keeps the existing row and discards the new one.
    pub fn do_nothing(self) -> InsertNew<T, R> {
        InsertNew { given: self.given, conflict_target: self.conflict_target }
    }

    /// Updates only one column of the existing row, to a value or an expression:
    /// `.do_update_set(Job::ATTEMPTS, Job::ATTEMPTS + 1)`. Add further columns with [`Upsert::set`].
    pub fn do_update_set<V>(self, column: Column<T, V>, value: impl AssignTo<T, V>) -> Upsert<T, R>
    where
        T::Update: UpdateRow<Table = T>,
    {
        self.upsert(Ok(Some(Places::default()))).set(column, value)
    }

    fn upsert(self, columns: Result<Option<Places>, Error>) -> Upsert<T, R> {
        let Self { given, conflict_target } = self;
        Upsert { given: given.upserting(), conflict_target, columns, changes: Changes::new() }
    }
}

impl<T, R> ConflictInsert<T, R> {
    fn upserting(self) -> Self {
        let verb = |target| Target { verb: Verb::Upsert, ..target };
        let upsert = |statement: Statement| Statement { target: verb(statement.target), ..statement };
        Self { statement: self.statement.map(upsert), ..self }
    }
}

/// Adds the update of the existing row to an insert.
///
/// The condition on the tenant is always there. Without row level security, a unique index over all tenants would let
/// one tenant overwrite the row of another.
fn update<T: Table>(text: &mut SqlText, written: Written) -> Result<(), Error> {
    let Written { columns, first, set, incremented, computed } = written;
    text.sql.push_str(" DO UPDATE SET ");
    let computed: Vec<_> = Assignments::increment(T::def(), incremented)?.into_iter().chain(computed).collect();
    let mut before = "";
    for (place, column) in T::def().columns.iter().enumerate() {
        let is_written = match &columns {
            Some(columns) => columns.contains(place),
            None => is_changeable(T::def(), column) && inserted(T::def()).any(|other| other.name == column.name),
        };
        if is_written && !set.contains(place) && computed.iter().all(|(other, _)| other.name != column.name) {
            // Writing to a string does not fail.
            let _ = write!(text.sql, "{before}{0} = excluded.{0}", Identifier(column.name));
            before = ", ";
        }
    }
    for (number, column) in (first..).zip(set.of(T::def())) {
        let _ = write!(text.sql, "{before}{} = ", Identifier(column.name));
        text.assigned(number, column);
        before = ", ";
    }
    for (column, parts) in computed {
        let _ = write!(text.sql, "{before}{} = ", Identifier(column.name));
        parts.write(text, Some(conflict_name(T::NAME)));
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

/// What is written of an upsert.
struct Written {
    /// The columns that get the values of the insert; all that can be updated without this list.
    columns: Option<Places>,
    /// The columns that are set to the values from the `first` placeholder on.
    set: Places,
    first: usize,
    incremented: Option<usize>,
    /// Their values follow.
    computed: Vec<(&'static ColumnDef, Parts)>,
}

/// `INSERT .. ON CONFLICT (..)`
fn head<T: Table>(insert: &str, conflict_target: ConflictTarget) -> String {
    strip_returning::<T>(insert).to_owned() + " ON CONFLICT " + &conflict_target.sql(T::def())
}

fn tail<T: Table>(returning: bool) -> String {
    if returning { " RETURNING ".to_owned() + ConstSql::<T, Columns>::SQL } else { String::new() }
}

/// Inserts rows of `T`, or updates the rows that they conflict with.
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct Upsert<T, R> {
    given: ConflictInsert<T, R>,
    conflict_target: ConflictTarget,
    /// The columns that get the values of the insert; all that can be updated without this list.
    columns: Result<Option<Places>, Error>,
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
        self.statement(true)
    }

    fn statement(self, returning: bool) -> Result<Statement, Error> {
        let Self { given, conflict_target, columns, changes } = self;
        let (statement, columns) = (given.statement?, columns?);
        let Assignments { columns: set, values: given, incremented, computed } = changes.assignments(T::def())?;
        let mut values = statement.values;
        let first = values.len() + 1;
        values.extend(given);
        let bits = columns.as_ref().map_or(Some(u128::MAX), Places::bits).zip(set.bits());
        let form = Form::Upsert { unique: conflict_target.0, returning, incremented };
        let written = Written { columns, set, first, incremented, computed };
        let sql = match (bits, statement.sql) {
            (Some((columns, set)), Sql::Constant(base)) if written.computed.is_empty() => {
                let shape = Shape { table: T::def(), base, form, columns: [columns, set] };
                text_cache::text(shape, || {
                    let mut text = SqlText { sql: head::<T>(base, conflict_target), values: Vec::new() };
                    update::<T>(&mut text, written)?;
                    Ok(text.sql + &tail::<T>(returning))
                })?
            }
            (_, insert) => {
                let mut text = SqlText { sql: head::<T>(&insert, conflict_target), values };
                update::<T>(&mut text, written)?;
                values = text.values;
                (text.sql + &tail::<T>(returning)).into()
            }
        };
        Ok(Statement { sql, values, ..statement })
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
        let target = self.conflict_target;
        run::fetch_upserted(self.statement(true), executor, conflict_error(T::def(), target))
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
        let target = self.conflict_target;
        run::execute_upsert(self.statement(false), executor, conflict_error(T::def(), target))
    }
}

/// The error for a conflicting row that was not updated.
fn conflict_error(table: &'static TableDef, target: ConflictTarget) -> impl FnOnce() -> Error + Send {
    move || match target.name(table) {
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
        match self.given.is_empty {
            true => run::skip(self.statement(true), executor, Vec::new()),
            false => run::fetch_all(self.statement(true), executor),
        }
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
        match self.given.is_empty {
            true => run::skip(self.statement(false), executor, 0),
            false => run::execute(self.statement(false), executor),
        }
    }
}

/// Inserts the rows of `T` that cause no conflict.
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct InsertNew<T, R> {
    given: ConflictInsert<T, R>,
    conflict_target: ConflictTarget,
}

impl<T: Table, R> InsertNew<T, R> {
    /// Returns the SQL and the values; the statement returns the new rows.
    ///
    /// # Errors
    ///
    /// As [`Insert::into_statement`].
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.statement(true)
    }

    fn statement(self, returning: bool) -> Result<Statement, Error> {
        let Self { given, conflict_target } = self;
        let statement = given.statement?;
        let render = |insert: &str| head::<T>(insert, conflict_target) + " DO NOTHING" + &tail::<T>(returning);
        let sql = match statement.sql {
            Sql::Constant(base) => {
                let form = Form::InsertNew { unique: conflict_target.0, returning };
                text_cache::text(Shape { table: T::def(), base, form, columns: [0; 2] }, || Ok(render(base)))?
            }
            insert => render(&insert).into(),
        };
        Ok(Statement { sql, ..statement })
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
        run::fetch_optional(self.statement(true), executor)
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
        let written = run::execute(self.statement(false), executor);
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
        match self.given.is_empty {
            true => run::skip(self.statement(true), executor, Vec::new()),
            false => run::fetch_all(self.statement(true), executor),
        }
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
        match self.given.is_empty {
            true => run::skip(self.statement(false), executor, 0),
            false => run::execute(self.statement(false), executor),
        }
    }
}
