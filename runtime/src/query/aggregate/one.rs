//! The aggregates of all rows of a select.

use std::fmt;

use sea_query::SelectStatement;

use super::AggregatesOf;
use crate::query::executor::run;
use crate::query::from::FromClause;
use crate::query::from::Scope;
use crate::query::marker::Marker;
use crate::query::projection::{Projection, Read};
use crate::query::tree::select::SelectTree;
use crate::query::{
    AllTenants, AllowsDistinct, ExecutorFor, OneTenant, Row, Select, Statement, StatementFuture, Unlimited,
};
use crate::{DecodeError, Error, ExecutorAcross, TenantTable};

/// The aggregates of all rows of a select: `Invoice::select(tenant).aggregate(Invoice::AMOUNT.sum())`.
///
/// `R` is the result type; `X` is whether it reads one tenant or all.
#[must_use = "a statement does nothing until it is run"]
pub struct Aggregated<S, R, X = OneTenant> {
    tree: Result<SelectTree, Error>,
    types: Marker<(S, R, X)>,
}

/// The result type of aggregates of all rows.
pub struct Whole<A, S, P>(Marker<(A, S, P)>);

impl<A: AggregatesOf<S, P>, S: 'static, P: 'static> Projection for Whole<A, S, P> {
    type Output = A::Whole;

    fn read(row: &mut Row<'_>) -> Result<A::Whole, DecodeError> {
        A::read_whole(row)
    }
}

impl<S: FromClause, N: AllowsDistinct> Select<S, Unlimited, S, N> {
    /// Reads aggregates of all rows in place of the rows: an [`Aggregate`](super::Aggregate), or a tuple of them. An
    /// order of the rows has no effect.
    ///
    /// Each aggregate is an `Option`, which is `None` if there is no row or all values are NULL; a count is an `i64`.
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
    /// #     pub is_open: bool,
    /// #     pub cents: i64,
    /// # }
    /// # #[cfg(feature = "sqlx")]
    /// # async fn report(
    /// #     tx: &mut peristyle::sqlx::TenantTransaction<'_, Organization>,
    /// # ) -> Result<(), peristyle::Error> {
    /// # let tenant = tx.tenant();
    /// let open = Invoice::select(tenant).filter(Invoice::IS_OPEN.eq(true));
    /// let cents: Option<i64> = open.aggregate(Invoice::CENTS.sum_as::<i64>()).fetch_one(&mut *tx).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn aggregate<A, P>(self, aggregates: A) -> Aggregated<S, Whole<A, S, P>>
    where
        A: AggregatesOf<S, P>,
    {
        Aggregated::of(self.into_tree(), aggregates)
    }
}

impl<S, R, X> Aggregated<S, R, X> {
    /// The aggregates of the rows of a tree.
    pub(crate) fn of<A, P>(tree: Result<SelectTree, Error>, aggregates: A) -> Self
    where
        A: AggregatesOf<S, P>,
    {
        let tree = tree.and_then(|mut tree| {
            tree.grouping = Some(Box::default());
            tree.regroup(|grouping| aggregates.list(&mut grouping.calls))
        });
        Self { tree, types: Marker::default() }
    }
}

impl<S: FromClause, R: Projection, X> Aggregated<S, R, X> {
    /// Returns the SQL and the values.
    ///
    /// # Errors
    ///
    /// As [`Select::into_statement`].
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.tree.map(|tree| tree.groups_statement())
    }

    /// Returns the statement of sea-query: see [`Select::into_sea_query`].
    ///
    /// # Errors
    ///
    /// As [`Select::into_statement`].
    pub fn into_sea_query(self) -> Result<SelectStatement, Error> {
        self.tree.map(|tree| tree.groups())
    }
}

macro_rules! run_methods {
    ($reach:ty: $executor:ident<$scope:ty>, $($generics:tt)*) => {
        /// The method that runs the statement.
        impl<$($generics)*, R: Projection> Aggregated<S, R, $reach> {
            /// Returns the aggregates.
            ///
            /// # Errors
            ///
            /// Those of [`Select::into_statement`] before anything is sent. [`Error::OutOfRange`]: a sum does not fit
            /// its type. Errors of the database or the driver.
            #[track_caller]
            pub fn fetch_one<'executor>(
                self,
                executor: impl $executor<$scope> + 'executor,
            ) -> StatementFuture<'executor, R::Output> {
                let statement = self.into_statement();
                let answer = run::fetch_one(statement, executor);
                Box::pin(async { answer.await.map(|Read::<R>(row)| row) })
            }
        }
    };
}

run_methods!(OneTenant: ExecutorFor<Scope<S>>, S: FromClause);
run_methods!(AllTenants: ExecutorAcross<T::Root>, T: TenantTable, S: FromClause<First = T>);

impl<S, R, X> fmt::Debug for Aggregated<S, R, X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Aggregated").field(&self.tree).finish()
    }
}
