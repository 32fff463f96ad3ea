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

use crate::query::aliases::Names;
use crate::query::const_sql::{FirstPage, Fixed, NewestPage};
use crate::query::executor::run;
use crate::query::expr::{Place, parenthesised};
use crate::query::from::Sources;
use crate::query::projection::{Behind, Projection, Read};
use crate::query::select::{Scope, Unlimited};
use crate::query::select_tree::{Reading, Sort};
use crate::query::{Columns, Running, Select, Serves, Statement, cast};
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

impl<S: Sources> Keyed<S> for S {}

impl<S: Sources, C, P> Keyed<S> for Columns<C, S, P> where Self: Projection {}

impl<S: Sources, R> Select<S, Unlimited, R> {
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
        let plan = self.into_reading().and_then(|reading| Plan::of::<S::First>(reading, size, cursor));
        Paged { plan, types: PhantomData }
    }
}

impl<S: Sources, R: Keyed<S>> Paged<S, R> {
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
        executor: impl Serves<Scope<S>> + 'executor,
    ) -> Running<'executor, Page<R::Output>> {
        Box::pin(async {
            let Plan { statement, fingerprint, size, cursor } = self.plan?;
            let rows = run::fetch_all(Ok(statement), executor).await?;
            let rows = rows.into_iter().map(|Read::<Behind<Vec<String>, R>>(row)| row).collect();
            Ok(page(rows, fingerprint, size, cursor))
        })
    }
}

impl Plan {
    fn of<T: Table>(mut reading: Reading, size: PageSize, cursor: Option<Cursor>) -> Result<Self, Error> {
        order_by_key(&mut reading);
        let fingerprint = fingerprint(&reading);
        if cursor.as_ref().is_some_and(|cursor| !cursor.belongs_to(fingerprint, &reading)) {
            return Err(Error::Cursor(CursorError::OtherList));
        }
        reading.limit = Some(u64::from(size.rows()) + 1);
        let statement = match (plain::<T>(&reading), &cursor) {
            (Some(sql), None) => constant(&reading, sql),
            _ => rendered(reading, cursor.as_ref()),
        };
        Ok(Self { statement, fingerprint, size: size.rows() as usize, cursor })
    }
}

impl Cursor {
    fn belongs_to(&self, fingerprint: u64, reading: &Reading) -> bool {
        self.fingerprint == fingerprint && self.place.len() == reading.orders.len()
    }
}

/// Adds the columns of the key that the order lacks, in the direction of its last column, as the declared indexes have it.
fn order_by_key(reading: &mut Reading) {
    let descending = reading.orders.last().is_some_and(|last| last.descending);
    let table = reading.table();
    for column in table.key.iter().filter_map(|name| table.column(name)) {
        reading.order(Sort { source: 0, column: Place(column), descending });
    }
}

/// The constant of the first page by the key alone.
fn plain<T: Table>(reading: &Reading) -> Option<&'static str> {
    match &reading.orders {
        _ if !reading.is_plain() => None,
        orders if reading.by_key(orders, false) => Some(Fixed::<T, FirstPage>::SQL),
        orders if reading.by_key(orders, true) => Some(Fixed::<T, NewestPage>::SQL),
        _ => None,
    }
}

fn constant(reading: &Reading, sql: &'static str) -> Statement {
    let tenant = reading.tenant.map(Value::from).into_iter();
    reading.with_values(sql.into(), tenant.chain([Value::BigUnsigned(reading.limit)]).collect())
}

/// By what a cursor knows its list again.
fn fingerprint(reading: &Reading) -> u64 {
    let mut fingerprint = Fingerprint::new();
    // Writing to it never fails.
    let _ = reading.describe(&mut fingerprint);
    fingerprint.finish()
}

fn rendered(mut reading: Reading, cursor: Option<&Cursor>) -> Statement {
    let names = Names::of(&reading.sources, 0);
    let sorts = reading.orders.clone();
    if cursor.is_some_and(|cursor| cursor.side.backward()) {
        reading.orders.iter_mut().for_each(|sort| sort.descending = !sort.descending);
    }
    let mut query = reading.scoped(&names);
    query.expr(Expr::cust(place(&sorts, &names))).expr(Expr::cust(reading.output(&names)));
    if let Some(cursor) = cursor {
        let inclusive = cursor.side.inclusive();
        let behind = keyset::behind(&reading, &reading.orders, &names, &cursor.place, inclusive);
        query.and_where(parenthesised(behind));
    }
    reading.finish(&mut query, &names);
    reading.statement(query)
}

/// The values of the order as texts in one array, which has no NULL in it: `=` stands before a value, and nothing for NULL. Of timestamps and dates
/// the form of JSON, which no setting of the session changes.
fn place(sorts: &[Sort], names: &Names) -> String {
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
