//! The time of the transaction, and the time between two moments.

use super::arithmetic::combined;
use super::{Mark, Operand, ValueExpr, Widened};
use crate::column_type::NullableAs;
use crate::query::tree::value_parts::{Origin, Parts};
use crate::query::{Column, Moment};
use crate::{ColumnType, Interval, Table, Timestamp};

/// `now()`: the time at which the transaction began, as the server knows it. `now() - month` is a month before.
///
/// ```
/// # use peristyle::prelude::*;
/// # /// A customer account.
/// # #[table(name = "organizations", tenant_root)]
/// # pub struct Organization { pub id: Id<Organization> }
/// # /// Something to do.
/// # #[table(name = "org_tasks", tenant = Organization)]
/// # pub struct Task { pub id: Id<Task>, pub organization_id: Id<Organization>, pub due_at: Option<peristyle::Timestamp> }
/// # fn late(tenant: Tenant<Organization>) {
/// use peristyle::query::now;
///
/// let late = Task::select(tenant).filter(Task::DUE_AT.expr().lt(now())).limit(20);
/// # let _ = late;
/// # }
/// ```
pub fn now<T: Table>() -> ValueExpr<T, Timestamp> {
    now_as()
}

/// The same in another type of timestamps with a time zone: `now_as::<_, jiff::Timestamp>()`.
pub fn now_as<T: Table, V: ColumnType<Bare: Moment>>() -> ValueExpr<T, V> {
    ValueExpr::new(Ok(Parts::constant::<V>("now()")))
}

/// A type whose values have a time between them: timestamps and dates, below `Option` and newtypes.
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{Self}` has no `since`",
    label = "expected a timestamp or a date",
    note = "docs: peristyle::rules::P03"
)]
pub trait Since {
    /// [`Interval`], or the number of days between two dates.
    type Span: ColumnType;
}

macro_rules! spans {
    ($($moment:ty: $span:ty;)*) => {
        $(#[diagnostic::do_not_recommend]
        impl Since for $moment {
            type Span = $span;
        })*
    };
}

spans! {
    chrono::DateTime<chrono::Utc>: Interval;
    chrono::NaiveDateTime: Interval;
    chrono::NaiveDate: i32;
}

#[cfg(feature = "time")]
spans! {
    time::OffsetDateTime: Interval;
    time::UtcDateTime: Interval;
    time::PrimitiveDateTime: Interval;
    time::Date: i32;
}

#[cfg(feature = "jiff")]
spans! {
    jiff::Timestamp: Interval;
    jiff::civil::DateTime: Interval;
    jiff::civil::Date: i32;
}

/// The time between `V` and `W`, which may be NULL if one of them may.
type SpanOf<V, W, B> = NullableAs<<V as Widened<W>>::Output, <B as Since>::Span>;

impl<T: Table, V: ColumnType> Column<T, V> {
    /// The time since an earlier moment: `Task::DONE_AT.since(Task::CREATED_AT)`. Between two timestamps it is an
    /// [`Interval`] of days of 24 hours and microseconds, between two dates a number of days. It is negative if the
    /// other moment is later.
    #[doc(alias = "-")]
    #[expect(clippy::type_complexity, reason = "the operand decides three of the types")]
    pub fn since<B, R>(self, earlier: R) -> ValueExpr<T, SpanOf<V, R::Type, B>, R::Source, R::Exactness>
    where
        V: ColumnType<Bare = B> + Widened<R::Type>,
        B: Since,
        R: Operand<T, V::Base>,
        SpanOf<V, R::Type, B>: ColumnType,
    {
        let span = combined(Ok(Parts::column(self.def(), Origin::Stored)), " - ", earlier);
        ValueExpr::new(span.map(Parts::of_type::<SpanOf<V, R::Type, B>>))
    }
}

impl<T: Table, V: ColumnType, S: Mark, E: Mark> ValueExpr<T, V, S, E> {
    /// The time since an earlier moment: see [`Column::since`].
    #[doc(alias = "-")]
    #[expect(clippy::type_complexity, reason = "the operand decides three of the types")]
    pub fn since<B, R>(self, earlier: R) -> ValueExpr<T, SpanOf<V, R::Type, B>, S::And<R::Source>, E::And<R::Exactness>>
    where
        V: ColumnType<Bare = B> + Widened<R::Type>,
        B: Since,
        R: Operand<T, V::Base>,
        SpanOf<V, R::Type, B>: ColumnType,
    {
        ValueExpr::new(combined(self.parts, " - ", earlier).map(Parts::of_type::<SpanOf<V, R::Type, B>>))
    }
}
