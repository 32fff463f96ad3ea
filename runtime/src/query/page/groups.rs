//! Pages of groups.

use std::fmt;
use std::marker::PhantomData;

use sea_query::{Expr, Query};

use crate::const_str::ConstString;
use crate::place::Place;
use crate::query::aggregate::{GroupOrderOn, Grouped, HavingOn};
use crate::query::executor::run;
use crate::query::from::{FromClause, Scope};
use crate::query::marker::Marker;
use crate::query::page::cursor::{Cursor, Fingerprint};
use crate::query::page::keyset::{self, Step};
use crate::query::page::place::{self, Returned, written};
use crate::query::page::rows::{Page, page};
use crate::query::page::size::PageSize;
use crate::query::projection::{Prefixed, Projection, Read};
use crate::query::select::Unlimited;
use crate::query::tree::bool_expr::parenthesised;
use crate::query::tree::grouping::{NamedGroups, OrderedValue};
use crate::query::tree::select::SelectTree;
use crate::query::{AllTenants, ExecutorFor, OneTenant, Statement, StatementFuture};
use crate::{Error, ExecutorAcross, TenantTable};

/// Selects one page of groups: `Task::select(tenant).group_by(Task::STATUS).page(size, cursor)`.
#[must_use = "a statement does nothing until it is run"]
pub struct PagedGroups<S, R, X = OneTenant> {
    groups: Grouped<S, Unlimited, R, X>,
    size: PageSize,
    cursor: Option<Cursor>,
    types: Marker<(S, R, X)>,
}

/// A requested page whose cursor belongs to its groups.
#[derive(Debug)]
struct Plan {
    statement: Statement,
    fingerprint: u64,
    size: usize,
    cursor: Option<Cursor>,
}

impl<S: FromClause, R: Projection, X> Grouped<S, Unlimited, R, X> {
    /// Selects one page of the groups: the first page without a cursor, else the page at the cursor. Use `next` and
    /// `previous` of a page with the same conditions, groups and order; the size may differ.
    ///
    /// Groups that are equal in the order are ordered by their columns, so each group is on exactly one page. Without an
    /// order, groups are ordered by their columns, ascending.
    ///
    /// The server computes the aggregates anew for each page, and for an order by an aggregate those of all groups. A
    /// group whose aggregate changes between two pages moves in the list. Parallel plans add floats in any order, so a
    /// sum of floats may change by itself in its last digits: order by another aggregate.
    ///
    /// ```
    /// # use peristyle::prelude::*;
    /// # /// A customer account.
    /// # #[table(name = "organizations", tenant_root)]
    /// # pub struct Organization { pub id: Id<Organization> }
    /// # /// Something to pay.
    /// # #[table(name = "org_invoices", tenant = Organization)]
    /// # pub struct Invoice {
    /// #     pub id: Id<Invoice>,
    /// #     pub organization_id: Id<Organization>,
    /// #     pub customer: String,
    /// #     pub cents: i64,
    /// # }
    /// # #[cfg(feature = "sqlx")]
    /// # async fn list(
    /// #     tx: &mut peristyle::sqlx::TenantTransaction<'_, Organization>,
    /// #     cursor: Option<peristyle::query::Cursor>,
    /// # ) -> Result<(), peristyle::Error> {
    /// use peristyle::query::{Page, PageSize};
    ///
    /// let customers: Page<(String, i64)> = Invoice::select(tx.tenant())
    ///     .group_by(Invoice::CUSTOMER)
    ///     .aggregate(Invoice::CENTS.sum_as::<i64>())
    ///     .order_by(Invoice::CENTS.sum().desc())
    ///     .page(PageSize::new(50)?, cursor)
    ///     .fetch_all(&mut *tx)
    ///     .await?;
    /// # let _ = customers;
    /// # Ok(())
    /// # }
    /// ```
    pub fn page(self, size: PageSize, cursor: Option<Cursor>) -> PagedGroups<S, R, X> {
        PagedGroups { groups: self, size, cursor, types: PhantomData }
    }
}

/// The HAVING and ORDER BY clauses, which may also stand before `page`.
impl<S: FromClause, R: Projection, X> PagedGroups<S, R, X> {
    /// Adds a condition on groups: as [`Grouped::having`].
    pub fn having<H, P>(self, condition: H) -> Self
    where
        H: HavingOn<S, P>,
    {
        Self { groups: self.groups.having(condition), ..self }
    }

    /// Adds an order of the groups: as [`Grouped::order_by`].
    pub fn order_by<O, P>(self, order: O) -> Self
    where
        O: GroupOrderOn<S, P>,
    {
        Self { groups: self.groups.order_by(order), ..self }
    }

    /// Returns the SQL and the values. The statement reads the values of the order, for the cursors, before the columns.
    ///
    /// # Errors
    ///
    /// [`Error::Cursor`]: the cursor belongs to other groups. Otherwise as [`Grouped::into_statement`].
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.plan().map(|plan| plan.statement)
    }

    fn plan(self) -> Result<Plan, Error> {
        self.groups.into_tree().and_then(|tree| Plan::of(&tree, self.size, self.cursor))
    }
}

macro_rules! run_methods {
    ($reach:ty: $executor:ident<$scope:ty>, $($generics:tt)*) => {
        /// The method that runs the statement.
        impl<$($generics)*, R: Projection> PagedGroups<S, R, $reach> {
            /// Returns the page.
            ///
            /// # Errors
            ///
            /// [`Error::Cursor`]: the cursor belongs to other groups. Otherwise as [`Grouped::fetch_all`].
            #[track_caller]
            pub fn fetch_all<'executor>(
                self,
                executor: impl $executor<$scope> + 'executor,
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
    };
}

run_methods!(OneTenant: ExecutorFor<Scope<S>>, S: FromClause);
run_methods!(AllTenants: ExecutorAcross<T::Root>, T: TenantTable, S: FromClause<First = T>);

impl Plan {
    fn of(tree: &SelectTree, size: PageSize, cursor: Option<Cursor>) -> Result<Self, Error> {
        let mut fingerprint = Fingerprint::new();
        // Writing to it never fails.
        let _ = tree.describe_groups(&mut fingerprint);
        let fingerprint = fingerprint.finish();
        let groups = tree.named_groups();
        let columns: Vec<_> = groups.order.iter().map(|value| (value.def, value.is_nullable)).collect();
        let place = cursor.as_ref().map(|cursor| place::of_cursor(cursor, fingerprint, &columns)).transpose()?;
        let statement = rendered(tree, groups, size, cursor.as_ref().zip(place));
        Ok(Self { statement, fingerprint, size: size.rows() as usize, cursor })
    }
}

/// The name of the groups in the statement of a page.
const GROUPS: &str = "groups";

fn rendered(
    tree: &SelectTree,
    groups: NamedGroups,
    size: PageSize,
    behind: Option<(&Cursor, Vec<Option<Returned>>)>,
) -> Statement {
    let NamedGroups { rows, read, mut order } = groups;
    let column = |name: &str| Expr::col((GROUPS, name.to_owned()));
    let mut query = Query::select();
    query.expr(place_of(&order)).from_subquery(rows, GROUPS);
    query.exprs(read.iter().map(|name| column(name)));
    if behind.as_ref().is_some_and(|(cursor, _)| cursor.side.backward()) {
        order.iter_mut().for_each(|value| value.direction.reverse());
    }
    let unchecked = behind.as_ref().is_some_and(|(_, place)| place.iter().flatten().any(|value| !value.checked));
    if let Some((cursor, place)) = behind {
        let step = |(value, returned): (&OrderedValue, &Option<Returned>)| {
            let nulls_behind = value.is_nullable && value.direction.nulls_last();
            Step::new(column(&value.name), &value.def, returned.as_ref(), value.direction.descending, nulls_behind)
        };
        let steps = order.iter().zip(&place).map(step).collect();
        query.and_where(parenthesised(keyset::behind(steps, cursor.side.inclusive())));
    }
    for value in &order {
        value.direction.order_by(&mut query, column(&value.name));
    }
    query.limit(u64::from(size.rows()) + 1);
    let statement = tree.computed(query);
    if unchecked { statement.unchecked() } else { statement }
}

/// The values of the order as one array of texts without NULL: `=` and the value, or an empty text for NULL.
fn place_of(order: &[OrderedValue]) -> Expr {
    let text = |value: &OrderedValue| {
        let mut text = ConstString::<8192>::new();
        written(&mut text, &format!("\"{GROUPS}\".\"{}\"", value.name), value.def.sql_type, value.def.carrier);
        format!("coalesce('=' || {}, '')", text.as_str())
    };
    Expr::cust(format!("ARRAY[{}]", order.iter().map(text).collect::<Vec<_>>().join(", ")))
}

impl<S, R, X> fmt::Debug for PagedGroups<S, R, X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PagedGroups")
            .field("groups", &self.groups)
            .field("size", &self.size)
            .field("cursor", &self.cursor)
            .finish()
    }
}
