//! Pages: a long list in pieces, each beginning where the last one ended.

mod base64url;
mod cursor;
mod keyset;
mod size;
#[cfg(test)]
mod tests;

pub use cursor::{Cursor, CursorError};
pub use size::{PageSize, PageSizeError};

use std::fmt::Write;
use std::marker::PhantomData;

use sea_query::{Expr, Value};

use crate::query::aliases::Aliases;
use crate::query::const_sql::{ConstSql, FirstPage, NewestPage};
use crate::query::executor::run;
use crate::query::expr::{ColumnRef, parenthesised};
use crate::query::from::FromClause;
use crate::query::projection::{Prefixed, Projection, Read};
use crate::query::select::{Scope, Unlimited};
use crate::query::select_tree::{SelectTree, Sort};
use crate::query::{Columns, ExecutorFor, Select, Statement, StatementFuture, cast};
use crate::{Error, Table};
use cursor::{Fingerprint, Side};

/// Some rows of a list, and where it goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<R> {
    /// The rows in the order of the list; fewer than asked for at its end.
    pub rows: Vec<R>,
    /// Where the next page begins; None at the end of the list.
    pub next: Option<Cursor>,
    /// Where the page before ends; None at the beginning of the list. Rows inserted meanwhile may make it an empty page.
    pub previous: Option<Cursor>,
}

/// Reads one page of a list: `Product::select(tenant).page(size, cursor)`.
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct Paged<S, R = S> {
    plan: Result<Plan, Error>,
    types: PhantomData<fn() -> (S, R)>,
}

/// A page as it was asked for, whose cursor belongs to its list.
#[derive(Debug)]
struct Plan {
    statement: Statement,
    fingerprint: u64,
    size: usize,
    cursor: Option<Cursor>,
}

/// What a page is read of: whole rows or columns of them, each of which has its key. A distinct list has none.
#[diagnostic::on_unimplemented(
    message = "[P03] the rows of a distinct list have no key",
    label = "pages, parents and children are told apart by their key",
    note = "write `.limit(n)` in place of `.page(..)`",
    note = "docs: peristyle::rules::P03"
)]
pub trait Keyed<S>: Projection {}

impl<S: FromClause> Keyed<S> for S {}

impl<S: FromClause, C, P> Keyed<S> for Columns<C, S, P> where Self: Projection {}

impl<S: FromClause, R> Select<S, Unlimited, R> {
    /// One page: the first without a cursor, else the one that the cursor names. The next page is read by its `next`, the one before by its
    /// `previous`, with the same conditions and orders; the size may change.
    ///
    /// Rows that agree in every order are told apart by their key, so that each row is on one page exactly, however many tie, and rows that others
    /// insert or delete meanwhile move no other row. Without an order the rows come by their key, the oldest first. The server reads a page from the
    /// index that was declared for its order, as fast in the middle of the list as at its beginning. (Not where the order is ascending over a
    /// column that may be NULL: such a list is read from its beginning.)
    ///
    /// ```
    /// # use peristyle::prelude::*;
    /// # /// A customer account.
    /// # #[table(name = "organizations", tenant_root)]
    /// # pub struct Organization { pub id: Id<Organization> }
    /// # /// Something that is sold.
    /// # #[table(name = "org_products", tenant = Organization, index(created_at(desc)))]
    /// # pub struct Product { pub id: Id<Product>, pub organization_id: Id<Organization>, pub name: String }
    /// # #[cfg(feature = "sqlx")]
    /// # async fn list(
    /// #     tx: &mut peristyle::sqlx::TenantTransaction<'_, Organization>,
    /// #     from_request: Option<&str>,
    /// # ) -> Result<(), peristyle::Error> {
    /// # let tenant = tx.tenant();
    /// use peristyle::query::PageSize;
    ///
    /// let cursor = from_request.map(str::parse).transpose()?;
    /// let page = Product::select(tenant)
    ///     .order_by(Product::CREATED_AT.desc())
    ///     .page(PageSize::new(50)?, cursor)
    ///     .fetch_all(&mut *tx)
    ///     .await?;
    /// let link_to_next = page.next.map(|cursor| format!("/products?cursor={cursor}"));
    /// # let _ = (page.rows, link_to_next);
    /// # Ok(())
    /// # }
    /// ```
    pub fn page(self, size: PageSize, cursor: Option<Cursor>) -> Paged<S, R>
    where
        R: Keyed<S>,
    {
        let plan = self.into_tree().and_then(|tree| Plan::of::<S::First>(tree, size, cursor));
        Paged { plan, types: PhantomData }
    }
}

impl<S: FromClause, R: Keyed<S>> Paged<S, R> {
    /// The statement as SQL and values. In front of the columns it reads the values of the order, which the cursors are made of.
    ///
    /// # Errors
    ///
    /// As [`Paged::fetch_all`], apart from what the server says.
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.plan.map(|plan| plan.statement)
    }

    /// The page.
    ///
    /// # Errors
    ///
    /// [`Error::Cursor`] and [`Error::OtherTenant`] before anything is sent; what the database or the driver refuses.
    pub fn fetch_all<'executor>(
        self,
        executor: impl ExecutorFor<Scope<S>> + 'executor,
    ) -> StatementFuture<'executor, Page<R::Output>> {
        Box::pin(async {
            let Plan { statement, fingerprint, size, cursor } = self.plan?;
            let rows = run::fetch_all(Ok(statement), executor).await?;
            let rows = rows.into_iter().map(|Read::<Prefixed<Vec<String>, R>>(row)| row).collect();
            Ok(page(rows, fingerprint, size, cursor))
        })
    }
}

impl Plan {
    fn of<T: Table>(mut tree: SelectTree, size: PageSize, cursor: Option<Cursor>) -> Result<Self, Error> {
        order_by_key(&mut tree);
        let fingerprint = fingerprint(&tree);
        if cursor.as_ref().is_some_and(|cursor| !cursor.belongs_to(fingerprint, &tree)) {
            return Err(Error::Cursor(CursorError::OtherList));
        }
        tree.limit = Some(u64::from(size.rows()) + 1);
        let statement = match (plain::<T>(&tree), &cursor) {
            (Some(sql), None) => constant(&tree, sql),
            _ => rendered(tree, cursor.as_ref()),
        };
        Ok(Self { statement, fingerprint, size: size.rows() as usize, cursor })
    }
}

impl Cursor {
    fn belongs_to(&self, fingerprint: u64, tree: &SelectTree) -> bool {
        self.fingerprint == fingerprint && self.place.len() == tree.orders.len()
    }
}

/// Adds the columns of the key that the order lacks, in the direction of its last column, as the declared indexes have it.
fn order_by_key(tree: &mut SelectTree) {
    let descending = tree.orders.last().is_some_and(|last| last.descending);
    let table = tree.table();
    for column in table.key.iter().filter_map(|name| table.column(name)) {
        tree.order(Sort { source: 0, column: ColumnRef(column), descending });
    }
}

/// The constant of the first page by the key alone.
fn plain<T: Table>(tree: &SelectTree) -> Option<&'static str> {
    match &tree.orders {
        _ if !tree.is_plain() => None,
        orders if tree.by_key(orders, false) => Some(ConstSql::<T, FirstPage>::SQL),
        orders if tree.by_key(orders, true) => Some(ConstSql::<T, NewestPage>::SQL),
        _ => None,
    }
}

fn constant(tree: &SelectTree, sql: &'static str) -> Statement {
    let tenant = tree.tenant.map(Value::from).into_iter();
    tree.with_values(sql.into(), tenant.chain([Value::BigUnsigned(tree.limit)]).collect())
}

/// By what a cursor knows its list again.
fn fingerprint(tree: &SelectTree) -> u64 {
    let mut fingerprint = Fingerprint::new();
    // Writing to it never fails.
    let _ = tree.describe(&mut fingerprint);
    fingerprint.finish()
}

fn rendered(mut tree: SelectTree, cursor: Option<&Cursor>) -> Statement {
    let names = Aliases::of(&tree.sources, 0);
    let sorts = tree.orders.clone();
    if cursor.is_some_and(|cursor| cursor.side.backward()) {
        tree.orders.iter_mut().for_each(|sort| sort.descending = !sort.descending);
    }
    let mut query = tree.scoped(&names);
    query.expr(Expr::cust(place(&sorts, &names))).expr(Expr::cust(tree.output(&names)));
    if let Some(cursor) = cursor {
        let inclusive = cursor.side.inclusive();
        let behind = keyset::behind(&tree, &tree.orders, &names, &cursor.place, inclusive);
        query.and_where(parenthesised(behind));
    }
    tree.finish(&mut query, &names);
    tree.statement(query)
}

/// The values of the order as texts in one array, which has no NULL in it: `=` stands before a value, and nothing for NULL. Of timestamps and dates
/// the form of JSON, which no setting of the session changes.
fn place(sorts: &[Sort], names: &Aliases) -> String {
    let mut text = String::from("ARRAY[");
    for (number, sort) in sorts.iter().enumerate() {
        let separator = if number == 0 { "" } else { ", " };
        let column = names.quoted(sort.source, sort.column.name);
        let value = cast::as_text(&column, sort.column.sql_type);
        // Writing to a text never fails.
        let _ = write!(text, "{separator}coalesce('=' || {value}, '')");
    }
    text.push(']');
    text
}

/// The rows of a page out of those that were read, one more than asked for where the list goes on.
fn page<R>(mut rows: Vec<(Vec<String>, R)>, fingerprint: u64, size: usize, cursor: Option<Cursor>) -> Page<R> {
    let backward = cursor.as_ref().is_some_and(|cursor| cursor.side.backward());
    let more = rows.len() > size;
    rows.truncate(size);
    if backward {
        rows.reverse();
    }
    let at = |side, values: &[String]| Cursor { fingerprint, side, place: values.iter().map(value).collect() };
    let ends = rows.first().zip(rows.last());
    let ends = ends.map(|((first, _), (last, _))| (at(Side::Before, first), at(Side::After, last)));
    // Behind a cursor with no row the list is on the cursor's other side.
    let turned = || cursor.clone().map(|cursor| Cursor { side: cursor.side.opposite(), ..cursor });
    let (before, after) = match ends {
        Some((before, after)) => (Some(before), Some(after)),
        None => (turned(), turned()),
    };
    let (previous, next) = match backward {
        true => (before.filter(|_| more), after),
        false => (before.filter(|_| cursor.is_some()), after.filter(|_| more)),
    };
    Page { rows: rows.into_iter().map(|(_, row)| row).collect(), next, previous }
}

/// NULL has no `=` before it.
#[expect(clippy::ptr_arg, reason = "an element of an array")]
fn value(text: &String) -> Option<String> {
    text.strip_prefix('=').map(str::to_owned)
}
