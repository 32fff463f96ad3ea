//! Pages: a list in parts, each of which starts after the last row of the one before.

mod cursor;
mod error;
mod groups;
mod json;
mod keyset;
mod literal;
mod place;
mod rows;
mod size;
#[cfg(test)]
mod tests;

pub use cursor::Cursor;
pub use error::{CursorError, PageSizeError};
pub use groups::PagedGroups;
pub(crate) use place::written;
pub use rows::Page;
pub use size::PageSize;

use sea_query::Expr;

use crate::const_str::ConstString;
use crate::place::Place;
use crate::query::const_sql::{ConstSql, FirstPage, NewestPage};
use crate::query::executor::run;
use crate::query::from::FromClause;
use crate::query::from::Scope;
use crate::query::projection::{Prefixed, Projection, Read};
use crate::query::select::Unlimited;
use crate::query::tree::aliases::Aliases;
use crate::query::tree::bool_expr::parenthesised;
use crate::query::tree::column_ref::ColumnRef;
use crate::query::tree::select::SelectTree;
use crate::query::tree::sort::{Sort, SortDirection};
use crate::query::usual_limit::Limit;
use crate::query::{Columns, ExecutorFor, FilterOn, OrderOn, Select, Statement, StatementFuture};
use crate::{Error, HasKey, Table};
use cursor::{Fingerprint, Side};
use keyset::Step;
use place::Returned;
use rows::page;

/// Selects one page of a list: `Product::select(tenant).page(size, cursor)`.
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct Paged<S, R = S> {
    select: Select<S, Unlimited, R>,
    size: PageSize,
    cursor: Option<Cursor>,
}

/// A requested page whose cursor belongs to its list.
#[derive(Debug)]
struct Plan {
    statement: Statement,
    fingerprint: u64,
    size: usize,
    cursor: Option<Cursor>,
}

/// The rows of a page: whole rows or some of their columns. Distinct rows have no primary key.
#[diagnostic::on_unimplemented(
    message = "[P03] the rows of a distinct list have no primary key",
    label = "pages, parents and children need the primary key of each row",
    note = "write `.limit(n)` in place of `.page(..)`",
    note = "docs: peristyle::rules::P03"
)]
pub trait Keyed<S>: Projection {}

impl<S: FromClause> Keyed<S> for S {}

impl<S: FromClause, C, P> Keyed<S> for Columns<C, S, P> where Self: Projection {}

impl<S: FromClause, R, K> Select<S, Unlimited, R, K> {
    /// Selects one page: the first page without a cursor, else the page at the cursor. Use `next` and `previous` of a
    /// page with the same conditions and order; the size may differ.
    ///
    /// Rows that are equal in the order are ordered by their primary key, so each row is on exactly one page, and rows
    /// that others insert or delete do not move other rows. Without an order, rows are ordered by their primary key,
    /// oldest first. Every page is read from the index of its order, as fast in the middle of the list as at its start.
    /// (An order over a nullable column whose NULLs are last, such as an ascending one, is read from the start of the
    /// list.)
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
        <S::First as Table>::Key: HasKey<S::First>,
    {
        Paged { select: Select::of(self.into_tree()), size, cursor }
    }
}

/// The WHERE and ORDER BY clauses, which may also stand before `page`.
impl<S: FromClause, R> Paged<S, R> {
    /// Adds a condition; all conditions must hold.
    pub fn filter<F, P>(self, filter: F) -> Self
    where
        F: FilterOn<S, P>,
    {
        Self { select: self.select.filter(filter), ..self }
    }

    /// Adds an order, or a tuple of orders. Rows that are equal in it are ordered by the next one.
    pub fn order_by<O, P>(self, order: O) -> Self
    where
        O: OrderOn<S, P>,
    {
        Self { select: self.select.order_by(order), ..self }
    }

    /// Includes soft-deleted rows of the table: as [`Select::with_deleted`].
    pub fn with_deleted(self) -> Self {
        Self { select: self.select.with_deleted(), ..self }
    }

    /// Returns only soft-deleted rows of the table.
    pub fn only_deleted(self) -> Self {
        Self { select: self.select.only_deleted(), ..self }
    }
}

impl<S: FromClause, R: Keyed<S>> Paged<S, R> {
    /// Returns the SQL and the values. The statement reads the values of the order, for the cursors, before the
    /// columns.
    ///
    /// # Errors
    ///
    /// As [`Paged::fetch_all`], except errors of the server.
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.plan().map(|plan| plan.statement)
    }

    /// Returns the page.
    ///
    /// # Errors
    ///
    /// [`Error::Cursor`] and [`Error::OtherTenant`] before anything is sent; errors of the database or the driver.
    #[track_caller]
    pub fn fetch_all<'executor>(
        self,
        executor: impl ExecutorFor<Scope<S>> + 'executor,
    ) -> StatementFuture<'executor, Page<R::Output>> {
        let (plan, place) = (self.plan(), Place::caller());
        Box::pin(async move {
            let Plan { statement, fingerprint, size, cursor } = plan?;
            let rows = run::fetch_all_at(place, Ok(statement), executor).await?;
            let rows = rows.into_iter().map(|Read::<Prefixed<Vec<String>, R>>(row)| row).collect();
            Ok(page(rows, fingerprint, size, cursor))
        })
    }
}

impl<S: FromClause, R> Paged<S, R> {
    fn plan(self) -> Result<Plan, Error> {
        self.select.into_tree().and_then(|tree| Plan::of::<S::First>(tree, self.size, self.cursor))
    }
}

impl Plan {
    fn of<T: Table>(mut tree: SelectTree, size: PageSize, cursor: Option<Cursor>) -> Result<Self, Error> {
        order_by_key(&mut tree);
        let fingerprint = fingerprint(&tree);
        let columns: Vec<_> = tree.orders.iter().map(|sort| (*sort.column.0, tree.is_nullable(sort))).collect();
        let place = cursor.as_ref().map(|cursor| place::of_cursor(cursor, fingerprint, &columns)).transpose()?;
        tree.limit = Some(u64::from(size.rows()) + 1);
        let limit = Limit::of_page(&tree, cursor.is_some());
        let statement = match (plain::<T>(&tree), &cursor) {
            (Some(sql), None) => limit.constant(&tree, sql)?,
            _ => limit.rendered(tree, |tree| rendered(tree, cursor.as_ref().map(|cursor| cursor.side).zip(place))),
        };
        Ok(Self { statement, fingerprint, size: size.rows() as usize, cursor })
    }
}

/// Adds the columns of the primary key that the order lacks, in the direction of its last column, as declared indexes
/// do.
fn order_by_key(tree: &mut SelectTree) {
    let direction = SortDirection::new(tree.orders.last().is_some_and(|last| last.direction.descending));
    let table = tree.table();
    for column in tree.tenant_in_order().into_iter().chain(table.key_columns()) {
        tree.order(Sort { source: 0, column: ColumnRef(column), expression: None, direction });
    }
}

/// The constant of the first page in the order of the primary key.
fn plain<T: Table>(tree: &SelectTree) -> Option<&'static str> {
    match &tree.orders {
        _ if !tree.is_plain() => None,
        orders if tree.by_key(orders, false) => Some(ConstSql::<T, FirstPage>::SQL),
        orders if tree.by_key(orders, true) => Some(ConstSql::<T, NewestPage>::SQL),
        _ => None,
    }
}

/// The SQL of the first page of a list, or of the next one.
#[cfg(feature = "plans")]
pub(crate) fn of_order(mut tree: SelectTree, next: bool) -> String {
    order_by_key(&mut tree);
    let value = |_: &Sort| Some(Returned { text: String::new(), checked: true });
    let behind = next.then(|| (Side::After, tree.orders.iter().map(value).collect()));
    let limit = Limit::of_page(&tree, next);
    limit.rendered(tree, |tree| rendered(tree, behind)).sql.into_string()
}

/// The fingerprint of the list for cursors.
fn fingerprint(tree: &SelectTree) -> u64 {
    let mut fingerprint = Fingerprint::new();
    // Writing to it never fails.
    let _ = tree.describe(&mut fingerprint);
    fingerprint.finish()
}

fn rendered(mut tree: SelectTree, behind: Option<(Side, Vec<Option<Returned>>)>) -> Statement {
    let names = Aliases::of(&tree.sources, 0);
    let sorts = tree.orders.clone();
    if behind.as_ref().is_some_and(|(side, _)| side.backward()) {
        tree.orders.iter_mut().for_each(|sort| sort.direction.reverse());
    }
    let mut query = tree.scoped(&names);
    query.expr(place_of(&sorts, &names)).expr(tree.output(&names));
    let unchecked = behind.as_ref().is_some_and(|(_, place)| place.iter().flatten().any(|value| !value.checked));
    if let Some((side, place)) = behind {
        let step = |(sort, value): (&Sort, &Option<Returned>)| {
            let nulls_behind = tree.is_nullable(sort) && sort.direction.nulls_last();
            Step::new(tree.ordered(sort, &names), &sort.column, value.as_ref(), sort.direction.descending, nulls_behind)
        };
        let steps: Vec<Step> = tree.orders.iter().zip(&place).map(step).collect();
        query.and_where(parenthesised(keyset::behind(steps, side.inclusive())));
    }
    tree.finish(&mut query, &names);
    let statement = tree.statement(query);
    if unchecked { statement.unchecked() } else { statement }
}

/// The values of the order as one array of texts without NULL: `=` and the value, or an empty text for NULL.
fn place_of(sorts: &[Sort], names: &Aliases) -> Expr {
    let (mut texts, mut expressions) = (Vec::new(), Vec::new());
    for sort in sorts {
        let column = match &sort.expression {
            Some(_) => {
                expressions.push(sort.value(names));
                format!("${}", expressions.len())
            }
            None => names.quoted(sort.source, sort.column.name),
        };
        let mut value = ConstString::<8192>::new();
        written(&mut value, &column, sort.column.sql_type, sort.column.carrier);
        texts.push(format!("coalesce('=' || {}, '')", value.as_str()));
    }
    if expressions.is_empty() {
        return Expr::cust(format!("ARRAY[{}]", texts.join(", ")));
    }
    // sea-query reads brackets as quotes, and finds no placeholder in them.
    let append = |array: String, text: &String| format!("array_append({array}, {text})");
    Expr::cust_with_exprs(texts.iter().fold("CAST('{}' AS _text)".to_owned(), append), expressions)
}
