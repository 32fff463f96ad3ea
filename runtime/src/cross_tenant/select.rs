use super::executor::Across;
use crate::query::{
    Aggregated, AggregatesOf, Aliased, AllTenants, Bounded, CanJoin, Columns, ColumnsOf, Cursor, Distinct, FilterOn,
    FromClause, GroupKeys, Grouped, Keyed, Keys, Limited, OrderOn, Page, PageSize, Paged, Projection, ReferenceOf,
    RowStream, Select, Statement, StatementFuture, StreamExecutor, Unlimited, Whole,
};
use crate::{Error, ExecutorAcross, HasKey, Table, TenantTable};

/// Selects rows of all tenants: `Invoice::select_across(across)`. It has the clauses of [`Select`] except locks, because
/// the transaction is read-only.
///
/// ```
/// # #[cfg(feature = "sqlx")] mod example {
/// # use peristyle::prelude::*;
/// # use peristyle::query::{Cursor, Page, PageSize};
/// # use peristyle::sqlx::AcrossTransaction;
/// # use peristyle::AcrossTenants;
/// # /// A customer account.
/// # #[table(name = "organizations", tenant_root)]
/// # pub struct Organization { pub id: Id<Organization>, pub name: String }
/// # /// Something to pay.
/// # #[table(name = "org_invoices", tenant = Organization)]
/// # pub struct Invoice { pub id: Id<Invoice>, pub organization_id: Id<Organization>, pub open: bool }
/// async fn overdue(
///     tx: &mut AcrossTransaction<'_, Organization>,
///     across: AcrossTenants<Organization>,
/// ) -> Result<(u64, Vec<(Id<Invoice>, String)>), peristyle::Error> {
///     let open = || Invoice::select_across(across).filter(Invoice::OPEN.eq(true));
///     let number = open().count(&mut *tx).await?;
///     let with_names = open()
///         .inner_join(Invoice::ORGANIZATION_ID)
///         .columns((Invoice::ID, Organization::NAME))
///         .limit(1000)
///         .fetch_all(&mut *tx)
///         .await?;
///     Ok((number, with_names))
/// }
///
/// async fn page(
///     tx: &mut AcrossTransaction<'_, Organization>,
///     across: AcrossTenants<Organization>,
///     cursor: Option<Cursor>,
/// ) -> Result<Page<Invoice>, peristyle::Error> {
///     Invoice::select_across(across).page(PageSize::new(500)?, cursor).fetch_all(tx).await
/// }
/// # }
/// ```
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct SelectAcross<S, L = Unlimited, R = S> {
    select: Select<S, L, R>,
}

impl<T: TenantTable> SelectAcross<T> {
    pub(crate) fn new() -> Self {
        Self { select: Select::across() }
    }
}

/// The FROM and SELECT clauses.
impl<S: FromClause, L> SelectAcross<S, L> {
    /// Joins the referenced row of the same tenant, or `None`: as [`Select::join`].
    pub fn join<C, P>(self, reference: C) -> JoinedAcross<S, L, Option<C::Target>>
    where
        C: ReferenceOf<S, P>,
        S: CanJoin<Option<C::Target>>,
    {
        SelectAcross { select: self.select.join(reference) }
    }

    /// The same with an alias: as [`Select::join_as`].
    pub fn join_as<N, C, P>(self, name: N, reference: C) -> JoinedAcross<S, L, Aliased<N, Option<C::Target>>>
    where
        C: ReferenceOf<S, P>,
        S: CanJoin<Aliased<N, Option<C::Target>>>,
    {
        SelectAcross { select: self.select.join_as(name, reference) }
    }

    /// Joins the referenced row of the same tenant and removes the rows without one: as [`Select::inner_join`].
    pub fn inner_join<C, P>(self, reference: C) -> JoinedAcross<S, L, C::Target>
    where
        C: ReferenceOf<S, P>,
        S: CanJoin<C::Target>,
    {
        SelectAcross { select: self.select.inner_join(reference) }
    }

    /// The same with an alias: as [`Select::inner_join_as`].
    pub fn inner_join_as<N, C, P>(self, name: N, reference: C) -> JoinedAcross<S, L, Aliased<N, C::Target>>
    where
        C: ReferenceOf<S, P>,
        S: CanJoin<Aliased<N, C::Target>>,
    {
        SelectAcross { select: self.select.inner_join_as(name, reference) }
    }

    /// Selects some columns instead of whole rows, as a tuple: as [`Select::columns`].
    pub fn columns<C, P>(self, columns: C) -> SelectAcross<S, L, Columns<C, S, P>>
    where
        C: ColumnsOf<S, P>,
    {
        SelectAcross { select: self.select.columns(columns) }
    }

    /// Selects one column instead of whole rows: as [`Select::column`].
    pub fn column<C, P>(self, column: C) -> SelectAcross<S, L, Columns<C, S, P>>
    where
        C: ColumnsOf<S, P>,
    {
        self.columns(column)
    }
}

impl<S: FromClause> SelectAcross<S> {
    /// Reads aggregates of all rows in place of the rows: as [`Select::aggregate`].
    pub fn aggregate<A, P>(self, aggregates: A) -> Aggregated<S, Whole<A, S, P>, AllTenants>
    where
        A: AggregatesOf<S, P>,
    {
        Aggregated::of(self.select.into_tree(), aggregates)
    }

    /// Groups the rows, also by their tenant: as [`Select::group_by`].
    ///
    /// ```
    /// # #[cfg(feature = "sqlx")] mod example {
    /// # use peristyle::prelude::*;
    /// # use peristyle::sqlx::AcrossTransaction;
    /// # use peristyle::AcrossTenants;
    /// # /// A customer account.
    /// # #[table(name = "organizations", tenant_root)]
    /// # pub struct Organization { pub id: Id<Organization> }
    /// # /// Something to pay.
    /// # #[table(name = "org_invoices", tenant = Organization)]
    /// # pub struct Invoice { pub id: Id<Invoice>, pub organization_id: Id<Organization>, pub cents: i64 }
    /// # async fn debts(
    /// #     tx: &mut AcrossTransaction<'_, Organization>,
    /// #     across: AcrossTenants<Organization>,
    /// # ) -> Result<(), peristyle::Error> {
    /// let debts: Vec<(Id<Organization>, i64)> = Invoice::select_across(across)
    ///     .group_by(Invoice::ORGANIZATION_ID)
    ///     .aggregate(Invoice::CENTS.sum_as::<i64>())
    ///     .order_by(Invoice::CENTS.sum().desc())
    ///     .limit(100)
    ///     .fetch_all(tx)
    ///     .await?;
    /// # Ok(())
    /// # }
    /// # }
    /// ```
    pub fn group_by<K, P>(self, keys: K) -> Grouped<S, Unlimited, Keys<K, S, P>, AllTenants>
    where
        K: GroupKeys<S, P>,
    {
        Grouped::of(self.select.into_tree(), keys)
    }
}

/// A select over all tenants with one more table.
pub type JoinedAcross<S, L, J> = SelectAcross<<S as CanJoin<J>>::Joined, L>;

impl<S: FromClause, L, C, P> SelectAcross<S, L, Columns<C, S, P>> {
    /// Removes duplicate rows: as [`Select::distinct`].
    pub fn distinct(self) -> SelectAcross<S, L, Distinct<Columns<C, S, P>>> {
        SelectAcross { select: self.select.distinct() }
    }
}

impl<S: FromClause, R> SelectAcross<S, Unlimited, R> {
    /// Returns at most this number of rows.
    pub fn limit(self, rows: u32) -> SelectAcross<S, Limited, R> {
        SelectAcross { select: self.select.limit(rows) }
    }

    /// Selects one page: as [`Select::page`]. Rows that are equal in the order are ordered by tenant and primary key,
    /// so each row is on exactly one page.
    pub fn page(self, size: PageSize, cursor: Option<Cursor>) -> PagedAcross<S, R>
    where
        R: Keyed<S>,
        <S::First as Table>::Key: HasKey<S::First>,
    {
        PagedAcross { paged: self.select.page(size, cursor) }
    }
}

/// The WHERE and ORDER BY clauses.
impl<S: FromClause, L, R> SelectAcross<S, L, R> {
    /// Adds a condition; all conditions must hold. A subselect in the condition belongs to one tenant, so it is refused
    /// with [`Error::OtherTenant`].
    pub fn filter<P>(self, filter: impl FilterOn<S, P>) -> Self {
        Self { select: self.select.filter(filter) }
    }

    /// Adds an order. Rows that are equal in it are ordered by the next one.
    pub fn order_by<P>(self, order: impl OrderOn<S, P>) -> Self {
        Self { select: self.select.order_by(order) }
    }

    /// Skips this number of rows: as [`Select::offset`].
    pub fn offset(self, rows: u64) -> Self
    where
        L: Bounded,
    {
        Self { select: self.select.offset(rows) }
    }

    /// Includes soft-deleted rows of the table: as [`Select::with_deleted`].
    pub fn with_deleted(self) -> Self {
        Self { select: self.select.with_deleted() }
    }

    /// Returns only soft-deleted rows of the table.
    pub fn only_deleted(self) -> Self {
        Self { select: self.select.only_deleted() }
    }
}

/// The methods that run the statement.
impl<T: TenantTable, S: FromClause<First = T>, L, R: Projection> SelectAcross<S, L, R> {
    /// Returns the SQL and the values.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`]: a value of a condition cannot be stored in PostgreSQL. [`Error::OtherTenant`]: a condition
    /// contains a subselect of one tenant.
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.select.into_statement()
    }

    /// Returns the rows. Their tenant column contains the tenant.
    ///
    /// # Errors
    ///
    /// As [`SelectAcross::into_statement`], and errors of the database or the driver.
    #[track_caller]
    pub fn fetch_all<'executor>(
        self,
        executor: impl ExecutorAcross<T::Root> + 'executor,
    ) -> StatementFuture<'executor, Vec<R::Output>>
    where
        L: Bounded,
    {
        self.select.fetch_all(Across(executor))
    }

    /// Returns the first row of the list, or `None`. Reads no further rows.
    ///
    /// # Errors
    ///
    /// As [`SelectAcross::fetch_all`].
    #[track_caller]
    pub fn fetch_optional<'executor>(
        self,
        executor: impl ExecutorAcross<T::Root> + 'executor,
    ) -> StatementFuture<'executor, Option<R::Output>> {
        self.select.fetch_optional(Across(executor))
    }

    /// Returns the first row of the list. Reads no further rows.
    ///
    /// # Errors
    ///
    /// As [`SelectAcross::fetch_all`]; [`Error::NotFound`] if there is no row.
    #[track_caller]
    pub fn fetch_one<'executor>(
        self,
        executor: impl ExecutorAcross<T::Root> + 'executor,
    ) -> StatementFuture<'executor, R::Output> {
        self.select.fetch_one(Across(executor))
    }

    /// Returns the rows as a stream, which reads them in batches and needs no limit: as [`Select::fetch`].
    ///
    /// # Errors
    ///
    /// The items are results: see [`RowStream`].
    #[track_caller]
    pub fn fetch<'executor, E>(self, executor: E) -> RowStream<'executor, R::Output>
    where
        E: ExecutorAcross<T::Root> + StreamExecutor + 'executor,
    {
        self.select.fetch(Across(executor))
    }

    /// Counts the rows. With a limit the result is at most the limit, and the server stops there.
    ///
    /// # Errors
    ///
    /// As [`SelectAcross::fetch_all`].
    #[track_caller]
    pub fn count<'executor>(
        self,
        executor: impl ExecutorAcross<T::Root> + 'executor,
    ) -> StatementFuture<'executor, u64> {
        self.select.count(Across(executor))
    }

    /// Tests whether there is a row. The server stops at the first one.
    ///
    /// # Errors
    ///
    /// As [`SelectAcross::fetch_all`].
    #[track_caller]
    pub fn exists<'executor>(
        self,
        executor: impl ExecutorAcross<T::Root> + 'executor,
    ) -> StatementFuture<'executor, bool> {
        self.select.exists(Across(executor))
    }
}

/// Selects one page of a list over all tenants: [`SelectAcross::page`].
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct PagedAcross<S, R = S> {
    paged: Paged<S, R>,
}

/// The WHERE and ORDER BY clauses, which may also stand before `page`.
impl<S: FromClause, R> PagedAcross<S, R> {
    /// Adds a condition: as [`SelectAcross::filter`].
    pub fn filter<P>(self, filter: impl FilterOn<S, P>) -> Self {
        Self { paged: self.paged.filter(filter) }
    }

    /// Adds an order. Rows that are equal in it are ordered by the next one.
    pub fn order_by<P>(self, order: impl OrderOn<S, P>) -> Self {
        Self { paged: self.paged.order_by(order) }
    }

    /// Includes soft-deleted rows of the table: as [`Select::with_deleted`].
    pub fn with_deleted(self) -> Self {
        Self { paged: self.paged.with_deleted() }
    }

    /// Returns only soft-deleted rows of the table.
    pub fn only_deleted(self) -> Self {
        Self { paged: self.paged.only_deleted() }
    }
}

impl<T: TenantTable, S: FromClause<First = T>, R: Keyed<S>> PagedAcross<S, R> {
    /// Returns the SQL and the values.
    ///
    /// # Errors
    ///
    /// As [`PagedAcross::fetch_all`], except errors of the server.
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.paged.into_statement()
    }

    /// Returns the page.
    ///
    /// # Errors
    ///
    /// [`Error::Cursor`]: the cursor belongs to another list. Otherwise as [`SelectAcross::fetch_all`].
    #[track_caller]
    pub fn fetch_all<'executor>(
        self,
        executor: impl ExecutorAcross<T::Root> + 'executor,
    ) -> StatementFuture<'executor, Page<R::Output>> {
        self.paged.fetch_all(Across(executor))
    }
}
