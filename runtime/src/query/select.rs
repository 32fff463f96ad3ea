use std::marker::PhantomData;

use sea_query::{Expr, ExprTrait, SelectStatement};
use uuid::Uuid;

use crate::query::const_sql::{ConstSql, List, NewestList};
use crate::query::executor::run;
use crate::query::expr::ColumnRef;
use crate::query::from::{Aliased, CanJoin, FromClause, Marker};
use crate::query::order::SortTerm;
use crate::query::predicate::FilterExpr;
use crate::query::projection::{Columns, ColumnsOf, Distinct, Projection, Read, Scalar};
use crate::query::reference::ReferenceOf;
use crate::query::select_tree::{Deleted, Join, Lock, On, SelectTree, Source};
use crate::query::{ExecutorFor, FilterOn, OrderOn, Statement, StatementFuture};
use crate::{Error, Table};

/// Reads rows of `T`: `Product::select(tenant)`.
///
/// The rows of the tenant that are not deleted, narrowed by [`filter`](Self::filter). A list is fetched only with a [`limit`](Self::limit) or
/// by [`page`](Self::page). `S` is what it reads: the table, or after a [`join`](Self::join) a tuple, `(Product, Option<Category>)`; `R` is what a
/// row becomes, where [`columns`](Self::columns) named some.
///
/// | to read | write |
/// |---|---|
/// | one row, or the first | `.fetch_optional(&mut tx)`, `.fetch_one(&mut tx)` |
/// | a bounded list | `.limit(n).fetch_all(&mut tx)` |
/// | a long list in pages | `.page(PageSize::new(50)?, cursor).fetch_all(&mut tx)` |
/// | how many, whether any | `.count(&mut tx)`, `.exists(&mut tx)` |
/// | some columns | `.columns((Product::ID, Product::SKU))`, `.column(Product::SKU).distinct()` |
/// | rows together with what they refer to | `.join(Product::CATEGORY_ID)`, `.inner_join(..)` |
/// | the same for rows at hand | `.load_parents(..)`, `.load_children(..)`, `.load_through(..)` |
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct Select<S, L = Unlimited, R = S> {
    tree: Result<SelectTree, Error>,
    types: Marker<(S, L, R)>,
}

/// Of a [`Select`]: nothing says how many rows there may be.
#[derive(Debug, Clone, Copy)]
pub struct Unlimited;

/// Of a [`Select`]: it has a limit.
#[derive(Debug, Clone, Copy)]
pub struct Limited;

/// Says that a list is bounded.
#[diagnostic::on_unimplemented(
    message = "[P03] this list has no limit",
    label = "a tenant may have more rows than fit into memory",
    note = "write `.limit(n)` before it",
    note = "docs: peristyle::rules::P03"
)]
pub trait Bounded {}

#[diagnostic::do_not_recommend]
impl Bounded for Limited {}

/// The scope of a select: that of the table it is about.
pub(crate) type Scope<S> = <<S as FromClause>::First as Table>::Scope;

impl<T: Table> Select<T> {
    /// All live rows of the tenant.
    #[doc(hidden)]
    pub fn new(tenant: Option<Uuid>) -> Self {
        Self::of(Ok(SelectTree::of::<T>(tenant)))
    }
}

impl<S, L, R> Select<S, L, R> {
    pub(super) fn of(tree: Result<SelectTree, Error>) -> Self {
        Self { tree, types: PhantomData }
    }

    pub(super) fn into_tree(self) -> Result<SelectTree, Error> {
        self.tree
    }

    fn map_tree<S2, L2, R2>(self, change: impl FnOnce(&mut SelectTree)) -> Select<S2, L2, R2> {
        Select::of(self.tree.map(|mut tree| {
            change(&mut tree);
            tree
        }))
    }
}

/// What is read.
impl<S: FromClause, L> Select<S, L> {
    /// Each row together with the row that it refers to, or None: it refers to none, or to one that is deleted. A `LEFT JOIN`.
    ///
    /// The joined rows are of the same tenant, and live. Their columns filter and order from here on, and can be joined over in turn; a condition on
    /// one of them drops the rows that have no partner, as in SQL.
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
    pub fn join<C, P>(self, reference: C) -> Joined<S, L, Option<C::Target>>
    where
        C: ReferenceOf<S, P>,
        S: CanJoin<Option<C::Target>>,
    {
        self.joined::<C::Target, _>(reference.place(), true)
    }

    /// The same under a name, where one table stands twice in a select. `struct Parent;` is enough of a name:
    /// `.join_as(Parent, Category::PARENT_ID)`, and then `Category::NAME.of(Parent)`.
    pub fn join_as<N, C, P>(self, _name: N, reference: C) -> Joined<S, L, Aliased<N, Option<C::Target>>>
    where
        C: ReferenceOf<S, P>,
        S: CanJoin<Aliased<N, Option<C::Target>>>,
    {
        self.joined::<C::Target, _>(reference.place(), true)
    }

    /// Only rows that refer to a live row, each together with it: `(Product, Category)`. An `INNER JOIN`.
    pub fn inner_join<C, P>(self, reference: C) -> Joined<S, L, C::Target>
    where
        C: ReferenceOf<S, P>,
        S: CanJoin<C::Target>,
    {
        self.joined::<C::Target, _>(reference.place(), false)
    }

    /// The same under a name: see [`join_as`](Self::join_as).
    pub fn inner_join_as<N, C, P>(self, _name: N, reference: C) -> Joined<S, L, Aliased<N, C::Target>>
    where
        C: ReferenceOf<S, P>,
        S: CanJoin<Aliased<N, C::Target>>,
    {
        self.joined::<C::Target, _>(reference.place(), false)
    }

    fn joined<T: Table, J>(self, (from, column): (usize, &'static crate::ColumnDef), outer: bool) -> Joined<S, L, J>
    where
        S: CanJoin<J>,
    {
        let join = Join { from, on: On::Reference(ColumnRef(column)), outer };
        self.map_tree(|tree| tree.sources.push(Source::joined::<T>(join)))
    }

    /// Some columns in place of the whole rows, as a tuple: `.columns((Product::ID, Product::SKU))`. A column of an outer join is in an `Option`.
    pub fn columns<C, P>(self, columns: C) -> Select<S, L, Columns<C, S, P>>
    where
        C: ColumnsOf<S, P>,
    {
        self.map_tree(|tree| columns.list(tree.columns.insert(Vec::new())))
    }

    /// One column in place of the whole rows: `.column(Product::SKU)`.
    pub fn column<C, P>(self, column: C) -> Select<S, L, Columns<C, S, P>>
    where
        C: ColumnsOf<S, P>,
    {
        self.columns(column)
    }
}

/// A select with one more table.
pub type Joined<S, L, J> = Select<<S as CanJoin<J>>::Joined, L>;

impl<S: FromClause, L, C, P> Select<S, L, Columns<C, S, P>> {
    /// Each combination of values once. PostgreSQL orders such a list only by columns that are read.
    pub fn distinct(self) -> Select<S, L, Distinct<Columns<C, S, P>>> {
        self.map_tree(|tree| tree.distinct = true)
    }
}

impl<S: FromClause, R> Select<S, Unlimited, R> {
    /// At most that many rows.
    pub fn limit(self, rows: u32) -> Select<S, Limited, R> {
        self.map_tree(|tree| tree.limit = Some(rows.into()))
    }
}

impl<S: FromClause, L, R> Select<S, L, R> {
    /// Leaves that many rows out. The server reads them all the same, so the cost grows with the number, and rows that others insert or delete
    /// meanwhile are shown twice or never: for a list that is turned over page by page, [`page`](Select::page) is the first choice.
    pub fn offset(self, rows: u64) -> Self
    where
        L: Bounded,
    {
        self.map_tree(|tree| tree.offset = Some(rows))
    }
}

/// Which rows.
impl<S: FromClause, L, R> Select<S, L, R> {
    /// Only rows for which the condition holds, and every other condition of this list.
    pub fn filter<F, P>(self, filter: F) -> Self
    where
        F: FilterOn<S, P>,
    {
        Self::of(self.tree.and_then(|tree| {
            let FilterExpr(term) = filter.term()?;
            tree.and(term)
        }))
    }

    /// In that order; where rows agree in it, in the order of the next call.
    pub fn order_by<O, P>(self, order: O) -> Self
    where
        O: OrderOn<S, P>,
    {
        let SortTerm(sort) = order.sort();
        self.map_tree(|tree| tree.order(sort))
    }

    /// Deleted rows of the table too. Those of the tenant alone, as everywhere; deleted rows of joined tables stay hidden.
    pub fn with_deleted(self) -> Self {
        self.map_tree(|tree| tree.deleted = Deleted::Included)
    }

    /// Deleted rows of the table only.
    pub fn only_deleted(self) -> Self {
        self.map_tree(|tree| tree.deleted = Deleted::Only)
    }

    /// Locks the rows until the transaction ends: others who would change or lock them wait. Rows of joined tables are not locked. The role needs
    /// the right to update the table.
    pub fn for_update(self) -> Self {
        self.map_tree(|tree| tree.lock = Some(Lock::Wait))
    }

    /// The same for rows that nobody else has locked, leaving out the others: what a queue of jobs is read by.
    pub fn for_update_skip_locked(self) -> Self {
        self.map_tree(|tree| tree.lock = Some(Lock::Skip))
    }
}

/// Running it.
impl<S: FromClause, L, R: Projection> Select<S, L, R> {
    /// The statement as SQL and values.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`]: a value of a condition has no form in PostgreSQL. [`Error::OtherTenant`]: a select in a condition is another tenant's.
    /// [`Error::TooLarge`]: too many selects are nested in each other.
    pub fn into_statement(self) -> Result<Statement, Error> {
        let tree = self.tree?;
        Ok(match plain::<S::First>(&tree) {
            Some(sql) => {
                let tenant = tree.tenant.map(sea_query::Value::from);
                let values = tenant.into_iter().chain([sea_query::Value::BigUnsigned(tree.limit)]);
                tree.with_values(sql.into(), values.collect())
            }
            None => tree.statement(tree.query().0),
        })
    }

    /// The statement as sea-query has it, with the conditions on tenant and deletion, for what this surface lacks. The types of this surface no
    /// longer guard it: run it inside the tenant's transaction.
    ///
    /// # Errors
    ///
    /// As [`Select::into_statement`].
    pub fn into_sea_query(self) -> Result<SelectStatement, Error> {
        Ok(self.tree?.query().0)
    }

    /// The first row in the order of the list, or None; further rows are not read.
    ///
    /// # Errors
    ///
    /// As [`Select::fetch_all`].
    pub fn fetch_optional<'executor>(
        self,
        executor: impl ExecutorFor<Scope<S>> + 'executor,
    ) -> StatementFuture<'executor, Option<R::Output>> {
        let statement = self.first().into_statement();
        Box::pin(async { Ok(run::fetch_optional(statement, executor).await?.map(|Read::<R>(row)| row)) })
    }

    /// The first row in the order of the list; further rows are not read.
    ///
    /// # Errors
    ///
    /// As [`Select::fetch_all`]; [`Error::NotFound`] where there is none.
    pub fn fetch_one<'executor>(
        self,
        executor: impl ExecutorFor<Scope<S>> + 'executor,
    ) -> StatementFuture<'executor, R::Output> {
        let statement = self.first().into_statement();
        Box::pin(async { run::fetch_one(statement, executor).await.map(|Read::<R>(row)| row) })
    }

    /// The rows.
    ///
    /// # Errors
    ///
    /// [`Error::OtherTenant`] and [`Error::TooLarge`] before anything is sent; what the database or the driver refuses.
    pub fn fetch_all<'executor>(
        self,
        executor: impl ExecutorFor<Scope<S>> + 'executor,
    ) -> StatementFuture<'executor, Vec<R::Output>>
    where
        L: Bounded,
    {
        let statement = self.into_statement();
        Box::pin(async {
            let rows = run::fetch_all(statement, executor).await?;
            Ok(rows.into_iter().map(|Read::<R>(row)| row).collect())
        })
    }

    /// How many rows there are; with a limit at most that many, and then the server counts no further.
    ///
    /// # Errors
    ///
    /// As [`Select::fetch_all`].
    pub fn count<'executor>(self, executor: impl ExecutorFor<Scope<S>> + 'executor) -> StatementFuture<'executor, u64> {
        let statement = self.into_count();
        Box::pin(async {
            let Read::<Scalar<i64>>(count) = run::fetch_one(statement, executor).await?;
            Ok(count.unsigned_abs())
        })
    }

    /// Whether there is a row. The server stops at the first.
    ///
    /// # Errors
    ///
    /// As [`Select::fetch_all`].
    pub fn exists<'executor>(
        self,
        executor: impl ExecutorFor<Scope<S>> + 'executor,
    ) -> StatementFuture<'executor, bool> {
        let statement = self.into_exists();
        Box::pin(async { run::fetch_one(statement, executor).await.map(|Read::<Scalar<bool>>(exists)| exists) })
    }

    /// The statement of [`count`](Self::count) as SQL and values.
    ///
    /// # Errors
    ///
    /// As [`Select::into_statement`].
    pub fn into_count(self) -> Result<Statement, Error> {
        self.tree.map(|tree| tree.count())
    }

    /// The statement of [`exists`](Self::exists) as SQL and values.
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

/// The constant, where the text does not depend on the call: the whole rows up to a limit, in any order or the newest first.
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

/// The tenant's condition, which every reference to a tenant table carries, for a statement in which the table stands under its own name.
pub(super) fn scope<T: Table>(tenant: Option<Uuid>) -> Option<Expr> {
    let column = T::DEF.tenant_column()?;
    Some(Expr::col((T::NAME, column)).eq(Expr::value(tenant)))
}
