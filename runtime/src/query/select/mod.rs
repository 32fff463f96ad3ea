mod state;

use std::marker::PhantomData;

use sea_query::{Expr, ExprTrait, SelectStatement};
use uuid::Uuid;

use crate::query::columns::{Columns, ColumnsOf};
use crate::query::const_sql::{ConstSql, List, NewestList};
use crate::query::executor::run;
use crate::query::from::Scope;
use crate::query::from::{Aliased, CanJoin, FromClause};
use crate::query::marker::Marker;
use crate::query::order::SortTerms;
use crate::query::predicate::FilterExpr;
use crate::query::projection::{Distinct, Projection, Read, Scalar};
use crate::query::reference::ReferenceOf;
use crate::query::tree::column_ref::ColumnRef;
use crate::query::tree::lock::{Lock, LockedRows};
use crate::query::tree::select::{Deleted, SelectTree};
use crate::query::tree::source::{Join, On, Source};
use crate::query::tree::time::Time;
use crate::query::usual_limit::Limit;
use crate::query::{ExecutorFor, FilterOn, OrderOn, RowStream, Statement, StatementFuture, StreamExecutor};
use crate::{AllowsLock, Error, Table, Timestamp};

pub use state::{
    AllowsDistinct, AllowsStream, Bounded, HasGroups, Limited, LockableRows, Locked, Past, Present, Unlimited, Unlocked,
};

/// Selects rows of `T`: `Product::select(tenant)`.
///
/// Returns the live rows of the tenant. Add conditions with [`filter`](Self::filter). A list needs a
/// [`limit`](Self::limit) or a [`page`](Self::page). `S` is the FROM clause: the table, or after a [`join`](Self::join)
/// a tuple, `(Product, Option<Category>)`. `R` is the result type of a row, which [`columns`](Self::columns) changes.
/// `L` and `K` are whether the select has a limit and whether it locks its rows.
///
/// | to read | write |
/// |---|---|
/// | one row, or the first one | `.fetch_optional(&mut tx)`, `.fetch_one(&mut tx)` |
/// | a list with a limit | `.limit(n).fetch_all(&mut tx)` |
/// | a list of any length, row by row | `.fetch(&pool)`, `.fetch(&mut tx)` |
/// | a long list in pages | `.page(PageSize::new(50)?, cursor).fetch_all(&mut tx)` |
/// | the number of rows, whether there is one | `.count(&mut tx)`, `.exists(&mut tx)` |
/// | some columns | `.columns((Product::ID, Product::SKU))`, `.column(Product::SKU).distinct()` |
/// | sums, averages, counts of values | `.aggregate(Invoice::AMOUNT.sum())` |
/// | the same for each group | `.group_by(Invoice::STATUS).aggregate(..)` |
/// | rows with the rows that they refer to | `.join(Product::CATEGORY_ID)`, `.inner_join(..)` |
/// | the same for rows that were read before | `.load_parents(..)`, `.load_children(..)`, `.load_through(..)` |
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct Select<S, L = Unlimited, R = S, K = Unlocked> {
    tree: Result<SelectTree, Error>,
    types: Marker<(S, L, R, K)>,
}

impl<T: Table> Select<T> {
    /// Selects all live rows of the tenant.
    #[doc(hidden)]
    pub fn new(tenant: Option<Uuid>) -> Self {
        Self::of(Ok(SelectTree::of::<T>(tenant)))
    }
}

impl<T: Table> Select<T, Unlimited, T, Past> {
    /// Selects the rows of the tenant as they were at a time.
    pub(crate) fn as_of(tenant: Option<Uuid>, time: Timestamp) -> Self {
        Self::of(Ok(SelectTree::of_time::<T>(tenant, Time::At(time))))
    }
}

impl<T: Table> Select<T> {
    /// Selects all live rows of all tenants, for [`SelectAcross`](crate::SelectAcross).
    pub(crate) fn across() -> Self {
        Self::of(Ok(SelectTree::across::<T>()))
    }
}

impl<S, L, R, K> Select<S, L, R, K> {
    pub(super) fn of(tree: Result<SelectTree, Error>) -> Self {
        Self { tree, types: PhantomData }
    }

    pub(crate) fn into_tree(self) -> Result<SelectTree, Error> {
        self.tree
    }

    fn map_tree<S2, L2, R2, K2>(self, change: impl FnOnce(&mut SelectTree)) -> Select<S2, L2, R2, K2> {
        Select::of(self.tree.map(|mut tree| {
            change(&mut tree);
            tree
        }))
    }
}

/// The FROM and SELECT clauses.
impl<S: FromClause, L, K> Select<S, L, S, K> {
    /// Joins the referenced row, or `None` if there is none or it is soft-deleted. A `LEFT JOIN`.
    ///
    /// Joined rows are live rows of the same tenant. Their columns can be used in conditions, orders and further joins.
    /// A condition on a joined column removes the rows without a joined row, as in SQL.
    ///
    /// ```
    /// # use peristyle::prelude::*;
    /// # /// A customer account.
    /// # #[table(name = "organizations", tenant_root)]
    /// # pub struct Organization { pub id: Id<Organization> }
    /// # /// A group of products.
    /// # #[table(name = "org_categories", tenant = Organization)]
    /// # pub struct Category { pub id: Id<Category>, pub organization_id: Id<Organization>, pub name: String }
    /// # /// Something that is sold.
    /// # #[table(name = "org_products", tenant = Organization)]
    /// # pub struct Product {
    /// #     pub id: Id<Product>,
    /// #     pub organization_id: Id<Organization>,
    /// #     #[column(on_delete = set_null, why = "a product outlives its category")]
    /// #     pub category_id: Option<Id<Category>>,
    /// # }
    /// # #[cfg(feature = "sqlx")]
    /// # async fn list(tx: &mut peristyle::sqlx::TenantTransaction<'_, Organization>) -> Result<(), peristyle::Error> {
    /// # let tenant = tx.tenant();
    /// let rows: Vec<(Product, Option<Category>)> = Product::select(tenant)
    ///     .join(Product::CATEGORY_ID)
    ///     .order_by(Category::NAME.asc())
    ///     .limit(20)
    ///     .fetch_all(&mut *tx)
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn join<C, P>(self, reference: C) -> Joined<S, L, Option<C::Target>, K>
    where
        C: ReferenceOf<S, P>,
        S: CanJoin<Option<C::Target>>,
        K: Present,
    {
        self.joined::<C::Target, _>(reference.place(), true)
    }

    /// The same with an alias, for a table that the select contains twice. A `struct Parent;` is enough for an alias:
    /// `.join_as(Parent, Category::PARENT_ID)`, then `Category::NAME.of(Parent)`.
    pub fn join_as<N, C, P>(self, _name: N, reference: C) -> Joined<S, L, Aliased<N, Option<C::Target>>, K>
    where
        C: ReferenceOf<S, P>,
        S: CanJoin<Aliased<N, Option<C::Target>>>,
        K: Present,
    {
        self.joined::<C::Target, _>(reference.place(), true)
    }

    /// Joins the referenced row and removes the rows without one: `(Product, Category)`. An `INNER JOIN`.
    pub fn inner_join<C, P>(self, reference: C) -> Joined<S, L, C::Target, K>
    where
        C: ReferenceOf<S, P>,
        S: CanJoin<C::Target>,
        K: Present,
    {
        self.joined::<C::Target, _>(reference.place(), false)
    }

    /// The same with an alias: see [`join_as`](Self::join_as).
    pub fn inner_join_as<N, C, P>(self, _name: N, reference: C) -> Joined<S, L, Aliased<N, C::Target>, K>
    where
        C: ReferenceOf<S, P>,
        S: CanJoin<Aliased<N, C::Target>>,
        K: Present,
    {
        self.joined::<C::Target, _>(reference.place(), false)
    }

    fn joined<T: Table, J>(self, (from, column): (usize, &'static crate::ColumnDef), outer: bool) -> Joined<S, L, J, K>
    where
        S: CanJoin<J>,
    {
        let join = Join { from, on: On::Reference(ColumnRef(column)), outer };
        self.map_tree(|tree| tree.sources.push(Source::joined::<T>(join)))
    }

    /// Selects some columns instead of whole rows, as a tuple: `.columns((Product::ID, Product::SKU))`. A column of an
    /// outer join is in an `Option`. An expression is computed by the database: `Product::STOCK - Product::RESERVED`.
    pub fn columns<C, P>(self, columns: C) -> Select<S, L, Columns<C, S, P>, K>
    where
        C: ColumnsOf<S, P>,
    {
        Select::of(self.tree.and_then(|mut tree| {
            columns.list(tree.columns.insert(Vec::new()))?;
            Ok(tree)
        }))
    }

    /// Selects one column instead of whole rows: `.column(Product::SKU)`.
    pub fn column<C, P>(self, column: C) -> Select<S, L, Columns<C, S, P>, K>
    where
        C: ColumnsOf<S, P>,
    {
        self.columns(column)
    }
}

/// A select with one more table.
pub type Joined<S, L, J, K = Unlocked> = Select<<S as CanJoin<J>>::Joined, L, <S as CanJoin<J>>::Joined, K>;

impl<S: FromClause, L, C, P, K> Select<S, L, Columns<C, S, P>, K> {
    /// Removes duplicate rows. Such a list locks no rows, and is ordered only by columns that it reads: a distinct row
    /// may stand for several rows of the table. Another order is an [`Error::UnreadOrder`] before anything is sent.
    pub fn distinct(self) -> Select<S, L, Distinct<Columns<C, S, P>>>
    where
        K: AllowsDistinct,
    {
        self.map_tree(|tree| tree.distinct = true)
    }
}

impl<S: FromClause, R, K> Select<S, Unlimited, R, K> {
    /// Returns at most this number of rows.
    ///
    /// A list in the order of an index has two limits in its SQL: a usual number, of 10, 20, 25, 50, 100, 250, 500 and
    /// 1,000 the next one, and this one as a parameter. With the number PostgreSQL keeps the plan of a prepared
    /// statement; for a parameter alone it plans each execution. A list has at most ten texts, whatever its limits are.
    pub fn limit(self, rows: u32) -> Select<S, Limited, R, K> {
        self.map_tree(|tree| tree.limit = Some(rows.into()))
    }
}

impl<S: FromClause, L, R, K> Select<S, L, R, K> {
    /// Skips this number of rows.
    ///
    /// The server reads the skipped rows too: the thousandth page of 20 rows costs what a list of 20,000 costs, also on
    /// an index. Rows that others insert or delete meanwhile may appear twice or never. Use it for a few rows, or where
    /// a user enters the number of a page. For a list in pages, prefer [`page`](Select::page): every page costs what
    /// the first costs, and each row is on one page exactly.
    pub fn offset(self, rows: u64) -> Self
    where
        L: Bounded,
    {
        // PostgreSQL counts rows in an `i64`: beyond it there are none.
        self.map_tree(|tree| tree.offset = Some(Ord::min(rows, i64::MAX.unsigned_abs())))
    }
}

/// The WHERE, ORDER BY and FOR clauses.
impl<S: FromClause, L, R, K> Select<S, L, R, K> {
    /// Adds a condition; all conditions must hold.
    pub fn filter<F, P>(self, filter: F) -> Self
    where
        F: FilterOn<S, P>,
    {
        Self::of(self.tree.and_then(|tree| {
            let FilterExpr(term) = filter.term()?;
            tree.and(term)
        }))
    }

    /// Refused with a message: only [`Grouped`](crate::query::Grouped) has it.
    #[doc(hidden)]
    pub fn having<H>(self, _condition: H) -> Self
    where
        R: HasGroups,
    {
        self
    }

    /// Adds an order, or a tuple of orders. Rows that are equal in it are ordered by the next one.
    pub fn order_by<O, P>(self, order: O) -> Self
    where
        O: OrderOn<S, P>,
    {
        Self::of(self.tree.and_then(|mut tree| {
            let SortTerms(sorts) = order.sort()?;
            sorts.into_iter().for_each(|sort| tree.order(sort));
            Ok(tree)
        }))
    }

    /// Includes soft-deleted rows of the table. The select is still limited to its tenant, and soft-deleted rows of
    /// joined tables stay hidden.
    pub fn with_deleted(self) -> Self {
        self.map_tree(|tree| tree.deleted = Deleted::Included)
    }

    /// Returns only soft-deleted rows of the table.
    pub fn only_deleted(self) -> Self {
        self.map_tree(|tree| tree.deleted = Deleted::Only)
    }

    /// Locks the rows until the end of the transaction: others that update or lock them wait. Rows of joined tables are
    /// not locked. The role needs the UPDATE privilege on the table. Rows of a [`distinct`](Self::distinct) list cannot
    /// be locked.
    pub fn for_update(self) -> Select<S, L, R, Locked>
    where
        R: LockableRows<S>,
        K: Present,
        <S::First as Table>::Deletion: AllowsLock<S::First>,
    {
        self.map_tree(|tree| tree.lock = Some(Lock::update(LockedRows::Wait)))
    }

    /// The same, but skips rows that others have locked: for job queues.
    pub fn for_update_skip_locked(self) -> Select<S, L, R, Locked>
    where
        R: LockableRows<S>,
        K: Present,
        <S::First as Table>::Deletion: AllowsLock<S::First>,
    {
        self.map_tree(|tree| tree.lock = Some(Lock::update(LockedRows::Skip)))
    }

    /// The same, but does not wait: [`Error::Timeout`] if others have locked one of the rows. The transaction is then
    /// aborted.
    pub fn for_update_nowait(self) -> Select<S, L, R, Locked>
    where
        R: LockableRows<S>,
        K: Present,
        <S::First as Table>::Deletion: AllowsLock<S::First>,
    {
        self.map_tree(|tree| tree.lock = Some(Lock::update(LockedRows::Fail)))
    }

    /// Locks the rows against changes until the end of the transaction: others may lock them in the same way, and those
    /// that update or delete them wait. Otherwise as [`for_update`](Self::for_update).
    pub fn for_share(self) -> Select<S, L, R, Locked>
    where
        R: LockableRows<S>,
        K: Present,
        <S::First as Table>::Deletion: AllowsLock<S::First>,
    {
        self.map_tree(|tree| tree.lock = Some(Lock::share(LockedRows::Wait)))
    }

    /// The same, but skips rows that others have locked for update.
    pub fn for_share_skip_locked(self) -> Select<S, L, R, Locked>
    where
        R: LockableRows<S>,
        K: Present,
        <S::First as Table>::Deletion: AllowsLock<S::First>,
    {
        self.map_tree(|tree| tree.lock = Some(Lock::share(LockedRows::Skip)))
    }

    /// The same, but does not wait: [`Error::Timeout`] if others have locked one of the rows for update.
    pub fn for_share_nowait(self) -> Select<S, L, R, Locked>
    where
        R: LockableRows<S>,
        K: Present,
        <S::First as Table>::Deletion: AllowsLock<S::First>,
    {
        self.map_tree(|tree| tree.lock = Some(Lock::share(LockedRows::Fail)))
    }
}

/// The methods that run the statement.
impl<S: FromClause, L, R: Projection, K> Select<S, L, R, K> {
    /// Returns the SQL and the values.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`]: a value of a condition cannot be stored in PostgreSQL. [`Error::OtherTenant`]: a subselect
    /// belongs to another tenant. [`Error::TooLarge`]: too many selects are nested. [`Error::UnreadOrder`]: a distinct
    /// list is ordered by a column that it does not read.
    pub fn into_statement(self) -> Result<Statement, Error> {
        let tree = self.tree.and_then(SelectTree::checked)?;
        let limit = Limit::of_list(&tree);
        match plain::<S::First>(&tree) {
            Some(sql) => limit.constant(&tree, sql),
            None => Ok(limit.rendered(tree, |tree| tree.statement(tree.query().0))),
        }
    }

    /// Returns the statement of sea-query, with the conditions on tenant and deletion, for everything that this type
    /// cannot express. Its use is no longer checked by types: run it inside the transaction of the tenant. Its limit is
    /// a parameter.
    ///
    /// # Errors
    ///
    /// As [`Select::into_statement`].
    pub fn into_sea_query(self) -> Result<SelectStatement, Error> {
        Ok(self.tree?.checked()?.query().0)
    }

    /// Returns the first row of the list, or `None`. Reads no further rows.
    ///
    /// # Errors
    ///
    /// As [`Select::fetch_all`].
    #[track_caller]
    pub fn fetch_optional<'executor>(
        self,
        executor: impl ExecutorFor<Scope<S>> + 'executor,
    ) -> StatementFuture<'executor, Option<R::Output>> {
        let statement = self.first().into_statement();
        let answer = run::fetch_optional(statement, executor);
        Box::pin(async { Ok(answer.await?.map(|Read::<R>(row)| row)) })
    }

    /// Returns the first row of the list. Reads no further rows.
    ///
    /// # Errors
    ///
    /// As [`Select::fetch_all`]; [`Error::NotFound`] if there is no row.
    #[track_caller]
    pub fn fetch_one<'executor>(
        self,
        executor: impl ExecutorFor<Scope<S>> + 'executor,
    ) -> StatementFuture<'executor, R::Output> {
        let statement = self.first().into_statement();
        let answer = run::fetch_one(statement, executor);
        Box::pin(async { answer.await.map(|Read::<R>(row)| row) })
    }

    /// Returns the rows.
    ///
    /// # Errors
    ///
    /// Those of [`Select::into_statement`] before anything is sent; errors of the database or the driver.
    #[track_caller]
    pub fn fetch_all<'executor>(
        self,
        executor: impl ExecutorFor<Scope<S>> + 'executor,
    ) -> StatementFuture<'executor, Vec<R::Output>>
    where
        L: Bounded,
    {
        let statement = self.into_statement();
        let answer = run::fetch_all(statement, executor);
        Box::pin(async {
            let rows = answer.await?;
            Ok(rows.into_iter().map(|Read::<R>(row)| row).collect())
        })
    }

    /// Returns the rows as a stream, which reads them in batches and needs no limit. `E` is a pool or a transaction.
    ///
    /// # Errors
    ///
    /// The items are results: see [`RowStream`].
    #[track_caller]
    pub fn fetch<'executor, E>(self, executor: E) -> RowStream<'executor, R::Output>
    where
        E: ExecutorFor<Scope<S>> + StreamExecutor + 'executor,
        K: AllowsStream,
    {
        RowStream::new(self.into_statement(), executor, |Read::<R>(row)| row)
    }

    /// Counts the rows. With a limit the result is at most the limit, and the server stops there.
    ///
    /// # Errors
    ///
    /// As [`Select::fetch_all`].
    #[track_caller]
    pub fn count<'executor>(self, executor: impl ExecutorFor<Scope<S>> + 'executor) -> StatementFuture<'executor, u64> {
        let statement = self.into_count();
        let answer = run::fetch_one(statement, executor);
        Box::pin(async {
            let Read::<Scalar<i64>>(count) = answer.await?;
            Ok(count.unsigned_abs())
        })
    }

    /// Tests whether there is a row. The server stops at the first one.
    ///
    /// # Errors
    ///
    /// As [`Select::fetch_all`].
    #[track_caller]
    pub fn exists<'executor>(
        self,
        executor: impl ExecutorFor<Scope<S>> + 'executor,
    ) -> StatementFuture<'executor, bool> {
        let statement = self.into_exists();
        let answer = run::fetch_one(statement, executor);
        Box::pin(async { answer.await.map(|Read::<Scalar<bool>>(exists)| exists) })
    }

    /// Returns the SQL and the values of [`count`](Self::count).
    ///
    /// # Errors
    ///
    /// As [`Select::into_statement`].
    pub fn into_count(self) -> Result<Statement, Error> {
        Ok(self.tree?.checked()?.count())
    }

    /// Returns the SQL and the values of [`exists`](Self::exists).
    ///
    /// # Errors
    ///
    /// As [`Select::into_statement`].
    pub fn into_exists(self) -> Result<Statement, Error> {
        self.tree.map(|tree| tree.exists())
    }

    fn first(self) -> Self {
        self.map_tree(|tree| tree.limit = Some(tree.limit.map_or(1, |limit| Ord::min(limit, 1))))
    }
}

/// The constant of a plain list: whole rows with a limit, in no particular order or newest first.
fn plain<T: Table>(tree: &SelectTree) -> Option<&'static str> {
    if !tree.is_plain() || tree.limit.is_none() {
        return None;
    }
    match tree.orders.as_slice() {
        [] => Some(ConstSql::<T, List>::SQL),
        orders if tree.by_key(orders, true) => Some(ConstSql::<T, NewestList>::SQL),
        _ => None,
    }
}

/// The condition on the tenant, for a statement on the table without an alias.
pub(super) fn scope<T: Table>(tenant: Option<Uuid>) -> Option<Expr> {
    let column = T::DEF.tenant_column()?;
    Some(Expr::col((T::NAME, column)).eq(Expr::value(tenant)))
}
