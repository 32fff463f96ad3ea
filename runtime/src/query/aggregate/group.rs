//! Groups of rows.

use std::fmt;
use std::marker::PhantomData;

use sea_query::SelectStatement;

use super::{AggregatesOf, GroupKeys, GroupOrderOn, HavingOn};
use crate::query::executor::run;
use crate::query::from::FromClause;
use crate::query::from::Scope;
use crate::query::marker::Marker;
use crate::query::predicate::FilterExpr;
use crate::query::projection::{Projection, Read, Scalar};
use crate::query::tree::grouping::Grouping;
use crate::query::tree::select::SelectTree;
use crate::query::{
    AllTenants, AllowsDistinct, Bounded, ExecutorFor, Limited, OneTenant, Row, RowStream, Select, Statement,
    StatementFuture, StreamExecutor, Unlimited,
};
use crate::{DecodeError, Error, ExecutorAcross, TenantTable};

/// Reads groups of rows: `Task::select(tenant).group_by(Task::STATUS)`.
///
/// The columns of the groups are read first, then the [aggregates](Self::aggregate), as a pair. No other column can be
/// read. A list needs a [`limit`](Self::limit). `R` is the result type of a group, `L` whether there is a limit, and
/// `X` whether rows of one tenant or of all are read.
#[must_use = "a statement does nothing until it is run"]
pub struct Grouped<S, L, R, X = OneTenant> {
    tree: Result<SelectTree, Error>,
    types: Marker<(S, L, R, X)>,
}

/// The result type of groups without aggregates.
pub struct Keys<K, S, P>(Marker<(K, S, P)>);

impl<K: GroupKeys<S, P>, S: 'static, P: 'static> Projection for Keys<K, S, P> {
    type Output = K::Output;

    fn read(row: &mut Row<'_>) -> Result<K::Output, DecodeError> {
        K::read(row)
    }
}

/// The result type of groups with aggregates: a pair of the columns of the group and the aggregates.
pub struct PerGroup<K, A, P>(Marker<(K, A, P)>);

impl<K, A, S, P, PA> Projection for PerGroup<Keys<K, S, P>, A, PA>
where
    K: GroupKeys<S, P>,
    A: AggregatesOf<S, PA>,
    S: 'static,
    P: 'static,
    PA: 'static,
{
    type Output = (K::Output, A::PerGroup);

    fn read(row: &mut Row<'_>) -> Result<Self::Output, DecodeError> {
        Ok((K::read(row)?, A::read_group(row)?))
    }
}

impl<S: FromClause, N: AllowsDistinct> Select<S, Unlimited, S, N> {
    /// Groups the rows by a column, a [part of a timestamp](crate::query::Column::date_trunc_in), or a tuple of these.
    /// An order of the rows has no effect: order the groups.
    ///
    /// [`filter`](Self::filter) before it removes rows; [`having`](Grouped::having) removes groups. The columns of the
    /// groups are read; [`aggregate`](Grouped::aggregate) adds the aggregates of each group.
    ///
    /// ```
    /// # use peristyle::prelude::*;
    /// # /// A customer account.
    /// # #[table(name = "organizations", tenant_root)]
    /// # pub struct Organization { pub id: Id<Organization> }
    /// # /// Someone who works.
    /// # #[table(name = "org_people", tenant = Organization)]
    /// # pub struct Person { pub id: Id<Person>, pub organization_id: Id<Organization>, pub name: String }
    /// # /// Something to do.
    /// # #[table(name = "org_tasks", tenant = Organization)]
    /// # pub struct Task {
    /// #     pub id: Id<Task>,
    /// #     pub organization_id: Id<Organization>,
    /// #     pub minutes: i32,
    /// #     pub is_open: bool,
    /// #     #[column(on_delete = restrict, why = "a person with tasks stays")]
    /// #     pub person_id: Id<Person>,
    /// # }
    /// # #[cfg(feature = "sqlx")]
    /// # async fn report(
    /// #     tx: &mut peristyle::sqlx::TenantTransaction<'_, Organization>,
    /// # ) -> Result<(), peristyle::Error> {
    /// let busy: Vec<(String, (i64, i64))> = Task::select(tx.tenant())
    ///     .inner_join(Task::PERSON_ID)
    ///     .filter(Task::IS_OPEN.eq(true))
    ///     .group_by(Person::NAME)
    ///     .aggregate((Task::ID.count(), Task::MINUTES.sum()))
    ///     .having(Task::MINUTES.sum().gt(480))
    ///     .order_by((Task::MINUTES.sum().desc(), Person::NAME.asc()))
    ///     .limit(20)
    ///     .fetch_all(&mut *tx)
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn group_by<K, P>(self, keys: K) -> Grouped<S, Unlimited, Keys<K, S, P>>
    where
        K: GroupKeys<S, P>,
    {
        Grouped::of(self.into_tree(), keys)
    }
}

impl<S, L, K, P, X> Grouped<S, L, Keys<K, S, P>, X> {
    /// The groups of the rows of a tree.
    pub(crate) fn of(tree: Result<SelectTree, Error>, keys: K) -> Self
    where
        K: GroupKeys<S, P>,
    {
        let tree = tree.and_then(|mut tree| {
            tree.grouping = Some(Box::default());
            tree.regroup(|grouping| keys.list(&mut grouping.keys))
        });
        Self { tree, types: PhantomData }
    }

    /// Reads aggregates of each group too: an [`Aggregate`](super::Aggregate), or a tuple of them. The result is a pair
    /// of the columns of the group and the aggregates.
    #[expect(clippy::type_complexity, reason = "the types name what is read")]
    pub fn aggregate<A, PA>(self, aggregates: A) -> Grouped<S, L, PerGroup<Keys<K, S, P>, A, PA>, X>
    where
        A: AggregatesOf<S, PA>,
    {
        self.try_map(|grouping| aggregates.list(&mut grouping.calls))
    }
}

impl<S, R, X> Grouped<S, Unlimited, R, X> {
    /// Returns at most this number of groups.
    pub fn limit(self, groups: u32) -> Grouped<S, Limited, R, X> {
        self.map_tree(|tree| tree.limit = Some(groups.into()))
    }
}

impl<S, L, R, X> Grouped<S, L, R, X> {
    pub(in crate::query) fn into_tree(self) -> Result<SelectTree, Error> {
        self.tree
    }

    fn map_tree<L2, R2>(self, change: impl FnOnce(&mut SelectTree)) -> Grouped<S, L2, R2, X> {
        let tree = self.tree.map(|mut tree| {
            change(&mut tree);
            tree
        });
        Grouped { tree, types: PhantomData }
    }

    fn try_map<R2>(self, change: impl FnOnce(&mut Grouping) -> Result<(), Error>) -> Grouped<S, L, R2, X> {
        Grouped { tree: self.tree.and_then(|tree| tree.regroup(change)), types: PhantomData }
    }

    /// Skips this number of groups. The server computes them too.
    pub fn offset(self, groups: u64) -> Self
    where
        L: Bounded,
    {
        self.map_tree(|tree| tree.offset = Some(Ord::min(groups, i64::MAX.unsigned_abs())))
    }

    /// Adds a condition on groups: a comparison of an aggregate, which need not be read. All conditions must hold.
    pub fn having<H, P>(self, condition: H) -> Self
    where
        H: HavingOn<S, P>,
    {
        self.try_map(|grouping| {
            let FilterExpr(term) = condition.group_term()?;
            grouping.having.push(term);
            Ok(())
        })
    }

    /// Adds an order of the groups, or a tuple of orders: by aggregates, which need not be read, and by columns of the
    /// groups. Another column is an [`Error::UngroupedOrder`] before anything is sent.
    pub fn order_by<O, P>(self, order: O) -> Self
    where
        O: GroupOrderOn<S, P>,
    {
        self.try_map(|grouping| order.list(grouping))
    }
}

/// The rendered statement.
impl<S: FromClause, L, R: Projection, X> Grouped<S, L, R, X> {
    /// Returns the SQL and the values.
    ///
    /// # Errors
    ///
    /// As [`Select::into_statement`]. [`Error::UngroupedOrder`]: the groups are ordered by another column than those of
    /// the groups. [`Error::TimeZone`]: the text is not the name of a time zone.
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.tree.map(|tree| tree.groups_statement())
    }

    /// Returns the statement of sea-query: see [`Select::into_sea_query`].
    ///
    /// # Errors
    ///
    /// As [`Grouped::into_statement`].
    pub fn into_sea_query(self) -> Result<SelectStatement, Error> {
        self.tree.map(|tree| tree.groups())
    }

    /// Returns the SQL and the values of [`count`](Self::count).
    ///
    /// # Errors
    ///
    /// As [`Grouped::into_statement`].
    pub fn into_count(self) -> Result<Statement, Error> {
        self.tree.map(|tree| tree.count_groups())
    }
}

macro_rules! run_methods {
    ($reach:ty: $executor:ident<$scope:ty>, $($generics:tt)*) => {
        /// The methods that run the statement.
        impl<$($generics)*, L, R: Projection> Grouped<S, L, R, $reach> {
            /// Returns the groups.
            ///
            /// # Errors
            ///
            /// Those of [`Grouped::into_statement`] before anything is sent. [`Error::OutOfRange`]: a sum does not
            /// fit its type.
            /// [`Error::TimeZone`]: PostgreSQL does not know the time zone. Errors of the database or the driver.
            #[track_caller]
            pub fn fetch_all<'executor>(
                self,
                executor: impl $executor<$scope> + 'executor,
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

            /// Returns the groups as a stream, which reads them in batches and needs no limit.
            ///
            /// # Errors
            ///
            /// The items are results: see [`RowStream`].
            #[track_caller]
            pub fn fetch<'executor, E>(self, executor: E) -> RowStream<'executor, R::Output>
            where
                E: $executor<$scope> + StreamExecutor + 'executor,
            {
                RowStream::new(self.into_statement(), executor, |Read::<R>(row)| row)
            }

            /// Returns the first group, or `None`.
            ///
            /// # Errors
            ///
            /// As [`Grouped::fetch_all`].
            #[track_caller]
            pub fn fetch_optional<'executor>(
                self,
                executor: impl $executor<$scope> + 'executor,
            ) -> StatementFuture<'executor, Option<R::Output>> {
                let one = |limit: Option<u64>| limit.map_or(1, |limit| limit.min(1));
                let first = self.map_tree::<Limited, R>(|tree| tree.limit = Some(one(tree.limit)));
                let statement = first.into_statement();
                let answer = run::fetch_optional(statement, executor);
                Box::pin(async { Ok(answer.await?.map(|Read::<R>(row)| row)) })
            }

            /// Counts the groups. With a limit the result is at most the limit.
            ///
            /// # Errors
            ///
            /// As [`Grouped::fetch_all`].
            #[track_caller]
            pub fn count<'executor>(
                self,
                executor: impl $executor<$scope> + 'executor,
            ) -> StatementFuture<'executor, u64> {
                let statement = self.into_count();
                let answer = run::fetch_one(statement, executor);
                Box::pin(async {
                    let Read::<Scalar<i64>>(count) = answer.await?;
                    Ok(count.unsigned_abs())
                })
            }
        }
    };
}

run_methods!(OneTenant: ExecutorFor<Scope<S>>, S: FromClause);
run_methods!(AllTenants: ExecutorAcross<T::Root>, T: TenantTable, S: FromClause<First = T>);

impl<S, L, R, X> fmt::Debug for Grouped<S, L, R, X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Grouped").field(&self.tree).finish()
    }
}
