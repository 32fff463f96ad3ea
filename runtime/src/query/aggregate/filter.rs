//! Aggregates of some of the rows: `FILTER (WHERE ..)`.

use std::marker::PhantomData;

use super::Aggregate;
use super::types::{AllRows, Counted};
use crate::query::Predicate;
use crate::{ColumnType, Table};

/// The result of an aggregate that can be limited to some of the rows.
#[diagnostic::on_unimplemented(
    message = "[P03] arithmetic with aggregates has no `filter`",
    label = "expected one aggregate",
    note = "filter each aggregate: `a.sum().filter(..) - b.sum().filter(..)`",
    note = "docs: peristyle::rules::P03"
)]
pub trait Filterable {
    /// The result type: an `Option`, because there may be no such row; a count stays a count.
    type Filtered;
}

impl Filterable for Counted {
    type Filtered = Self;
}

#[diagnostic::do_not_recommend]
impl<R: ColumnType> Filterable for R
where
    Option<R::Base>: ColumnType,
{
    type Filtered = Option<R::Base>;
}

/// A condition on the rows of the aggregates of `T`.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is not a condition on the rows of `{T}`",
    label = "expected a condition on columns of the table of the aggregate",
    note = "a condition on another table is a `.filter(..)` of the select, which removes rows for all aggregates",
    note = "docs: peristyle::rules::P03"
)]
pub trait RowCondition<T, N> {
    /// The condition.
    #[doc(hidden)]
    fn condition(self) -> Predicate<T, N>;
}

#[diagnostic::do_not_recommend]
impl<T, N> RowCondition<T, N> for Predicate<T, N> {
    fn condition(self) -> Self {
        self
    }
}

// A type parameter for the result: with a projection in it, rustc would report a missing method in place of the message of
// the trait.
impl<T: Table, R, N> Aggregate<T, R, N> {
    /// `FILTER (WHERE ..)`: aggregates only the rows for which the condition on the same table holds. The other rows
    /// stay in the select and in its groups. A second filter adds a condition.
    ///
    /// ```
    /// # use peristyle::prelude::*;
    /// # /// A customer account.
    /// # #[table(name = "organizations", tenant_root)]
    /// # pub struct Organization { pub id: Id<Organization> }
    /// # /// Something to pay.
    /// # #[table(name = "org_invoices", tenant = Organization)]
    /// # pub struct Invoice { pub id: Id<Invoice>, pub organization_id: Id<Organization>, pub is_paid: bool, pub cents: i64 }
    /// # #[cfg(feature = "sqlx")]
    /// # async fn report(tx: &mut peristyle::sqlx::TenantTransaction<'_, Organization>) -> Result<(), peristyle::Error> {
    /// let cents = || Invoice::CENTS.sum_as::<i64>();
    /// let (all, paid): (Option<i64>, Option<i64>) = Invoice::select(tx.tenant())
    ///     .aggregate((cents(), cents().filter(Invoice::IS_PAID.eq(true))))
    ///     .fetch_one(&mut *tx)
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn filter<F>(self, condition: impl RowCondition<T, N>) -> Aggregate<T, F, N>
    where
        R: Filterable<Filtered = F>,
    {
        let call = self.call.and_then(|call| Ok(call.filtered(condition.condition().into_term()?)));
        Aggregate { call, types: PhantomData }
    }
}

impl Aggregate<AllRows, Counted> {
    /// `FILTER (WHERE ..)`: counts only the rows for which the condition holds.
    pub fn filter<T: Table, N>(self, condition: Predicate<T, N>) -> Aggregate<T, Counted, N> {
        let call = self.call.and_then(|call| Ok(call.filtered(condition.into_term()?)));
        Aggregate { call, types: PhantomData }
    }
}
