//! Aggregates of the rows of a select: of all of them, or of groups.

mod arithmetic;
mod filter;
mod group;
mod having;
mod key;
mod one;
mod order;
mod types;

pub use arithmetic::AggregateOperand;
pub use filter::{Filterable, RowCondition};
pub use group::{Grouped, Keys, PerGroup};
pub use having::{GroupPredicate, HavingOn};
pub use key::{GroupKey, GroupKeys};
pub use one::{Aggregated, Whole};
pub use order::{GroupOrder, GroupOrderOn};
pub use types::{
    AggregateOutput, AggregateResult, AllRows, Averaged, AvgAs, Boolean, CalendarDate, Computed, Counted, Moment,
    Ordered, SumAs, Summable,
};

use std::fmt;
use std::marker::PhantomData;

use sea_query::Value;

use crate::column_type::NullableAs;
use crate::query::from::{FromClause, HasTable, NoAlias};
use crate::query::marker::Marker;
use crate::query::tree::call::{Call, Function};
use crate::query::value_checks::comparable;
use crate::query::{Column, Row, Stored, Textual, ValueExpr};
use crate::{ColumnType, DecodeError, Error, Table};

/// An aggregate of the rows of a select or of a group: `Invoice::AMOUNT.sum()`. Pass it to
/// [`Select::aggregate`](crate::query::Select::aggregate) or [`Grouped::aggregate`], compare it in
/// [`having`](Grouped::having), or order groups by it.
///
/// | aggregate | columns |
/// |---|---|
/// | [`count_rows`], [`count`](Column::count), [`count_distinct`](Column::count_distinct) | all |
/// | [`sum`](Column::sum), [`avg`](Column::avg), [`sum_as`](Column::sum_as), [`avg_as`](Column::avg_as) | numbers, intervals and expressions of these: `(Line::PRICE * Line::QUANTITY).sum()` |
/// | [`min`](Column::min), [`max`](Column::max) | all with an order, except `bool`, `Uuid` and `Id` |
/// | [`bool_and`](Column::bool_and), [`bool_or`](Column::bool_or) | booleans |
/// | [`array_agg`](Column::array_agg), [`string_agg`](Column::string_agg) | all but arrays; texts |
///
/// [`filter`](Aggregate::filter) limits an aggregate to some of the rows. `+`, `-`, `*` and `/` compute with aggregates
/// of the same table: `Invoice::PAID.sum() - Invoice::DUE.sum()`.
///
/// `R` is the type of the result. An aggregate ignores NULL, and that of no values is `None`; a count is never `None`.
#[must_use = "an aggregate does nothing until it is passed to `.aggregate(...)`"]
pub struct Aggregate<T, R, N = NoAlias> {
    call: Result<Call, Error>,
    types: Marker<(T, R, N)>,
}

/// Counts the rows of a select or of a group: `count(*)`.
///
/// ```
/// # use peristyle::prelude::*;
/// # /// A customer account.
/// # #[table(name = "organizations", tenant_root)]
/// # pub struct Organization { pub id: Id<Organization> }
/// # /// The state of a task.
/// # #[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
/// # #[pg_enum(name = "task_status")]
/// # pub enum TaskStatus { Open, Done }
/// # /// Something to do.
/// # #[table(name = "org_tasks", tenant = Organization)]
/// # pub struct Task { pub id: Id<Task>, pub organization_id: Id<Organization>, pub status: TaskStatus }
/// # #[cfg(feature = "sqlx")]
/// # async fn report(
/// #     tx: &mut peristyle::sqlx::TenantTransaction<'_, Organization>,
/// # ) -> Result<(), peristyle::Error> {
/// use peristyle::query::count_rows;
///
/// let per_status: Vec<(TaskStatus, i64)> =
///     Task::select(tx.tenant()).group_by(Task::STATUS).aggregate(count_rows()).limit(10).fetch_all(&mut *tx).await?;
/// # Ok(())
/// # }
/// ```
pub const fn count_rows() -> Aggregate<AllRows, Counted> {
    Aggregate { call: Ok(Call::rows()), types: PhantomData }
}

impl<T, R, N> Aggregate<T, R, N> {
    const fn new(call: Call) -> Self {
        Self { call: Ok(call), types: PhantomData }
    }
}

// A type parameter for the type below `Option` and newtypes: with a projection of it in the result, rustc would report
// a missing method in place of the message of the trait.
impl<T: Table, V: ColumnType, N> Column<T, V, N> {
    /// `count`: the number of rows in which the column is not NULL. [`count_rows`] counts all rows.
    pub fn count(self) -> Aggregate<T, Counted, N> {
        self.counted(Function::Count)
    }

    /// `count(DISTINCT ..)`: the number of different values, without NULL.
    pub fn count_distinct(self) -> Aggregate<T, Counted, N> {
        self.counted(Function::CountDistinct)
    }

    /// `sum`, in the type that PostgreSQL gives it: the sum of `i32` is an `i64`, that of `i64` is a `Decimal`. The
    /// table is at [`Summable`].
    ///
    /// A sum that its type cannot represent is an [`Error::OutOfRange`], and an [`Error::Decode`] if only the Rust type
    /// cannot: a `Decimal` has 28 digits.
    pub fn sum<B>(self) -> Aggregate<T, NullableAs<V, B::Sum>, N>
    where
        V: ColumnType<Bare = B>,
        B: Summable,
    {
        Aggregate::new(Call::number::<B, B::Sum>("sum", self.place()))
    }

    /// `sum`, read as an `R`: `Invoice::CENTS.sum_as::<i64>()`. `R` is a number or a newtype around one.
    ///
    /// A sum that does not fit is an [`Error::OutOfRange`].
    pub fn sum_as<R>(self) -> Aggregate<T, NullableAs<V, R>, N>
    where
        R: ColumnType<Base = R>,
        V::Bare: SumAs<R::Bare>,
    {
        Aggregate::new(Call::number::<V::Bare, R>("sum", self.place()))
    }

    /// `avg`, in the type that PostgreSQL gives it: the average of integers and decimals is a `Decimal`, that of floats
    /// an `f64`.
    pub fn avg<B>(self) -> Aggregate<T, NullableAs<V, B::Average>, N>
    where
        V: ColumnType<Bare = B>,
        B: Averaged,
    {
        Aggregate::new(Call::number::<B, B::Average>("avg", self.place()))
    }

    /// `avg`, read as an `R`: `Task::MINUTES.avg_as::<f64>()`. `R` is a number or a newtype around one.
    pub fn avg_as<R>(self) -> Aggregate<T, NullableAs<V, R>, N>
    where
        R: ColumnType<Base = R>,
        V::Bare: AvgAs<R::Bare>,
    {
        Aggregate::new(Call::number::<V::Bare, R>("avg", self.place()))
    }

    /// `min`: the least value. Enums are ordered as their labels are declared, texts by the collation of the column.
    pub fn min(self) -> Aggregate<T, NullableAs<V, V::Base>, N>
    where
        V::Bare: Ordered,
    {
        Aggregate::new(Call::extreme("min", self.place()))
    }

    /// `max`: the greatest value.
    pub fn max(self) -> Aggregate<T, NullableAs<V, V::Base>, N>
    where
        V::Bare: Ordered,
    {
        Aggregate::new(Call::extreme("max", self.place()))
    }

    /// `bool_and`: whether all values are true.
    pub fn bool_and(self) -> Aggregate<T, NullableAs<V, bool>, N>
    where
        V::Bare: Boolean,
    {
        Aggregate::new(Call::of::<bool>(Function::Logical("bool_and"), self.place()))
    }

    /// `bool_or`: whether at least one value is true.
    pub fn bool_or(self) -> Aggregate<T, NullableAs<V, bool>, N>
    where
        V::Bare: Boolean,
    {
        Aggregate::new(Call::of::<bool>(Function::Logical("bool_or"), self.place()))
    }

    /// `array_agg`: all values without NULL, in ascending order.
    pub fn array_agg(self) -> Aggregate<T, NullableAs<V, Vec<V::Base>>, N>
    where
        Vec<V::Base>: ColumnType,
    {
        let call = Call::of::<Vec<V::Base>>(Function::Array, self.place());
        Aggregate::new(call.received())
    }

    /// `string_agg`: all texts without NULL in ascending order, with this text between them.
    pub fn string_agg(self, separator: &str) -> Aggregate<T, NullableAs<V, String>, N>
    where
        V: Textual,
    {
        let call = Call::of::<String>(Function::Joined(Value::from(separator)), self.place());
        let separator = comparable(T::def(), &call.result(), Value::from(separator));
        Aggregate { call: separator.map(|_| call), types: PhantomData }
    }

    fn counted(self, function: Function) -> Aggregate<T, Counted, N> {
        Aggregate::new(Call::of::<i64>(function, self.place()))
    }
}

/// The aggregates of an expression over the columns of a row: `(Line::PRICE * Line::QUANTITY).sum()`. A division by
/// zero in it is an [`Error::OutOfRange`].
impl<T: Table, V: ColumnType, E> ValueExpr<T, V, Stored, E> {
    /// `sum`: see [`Column::sum`].
    pub fn sum<B>(self) -> Aggregate<T, NullableAs<V, B::Sum>>
    where
        V: ColumnType<Bare = B>,
        B: Summable,
    {
        self.number::<B, B::Sum, _>("sum")
    }

    /// `sum`, read as an `R`: see [`Column::sum_as`].
    pub fn sum_as<R>(self) -> Aggregate<T, NullableAs<V, R>>
    where
        R: ColumnType<Base = R>,
        V::Bare: SumAs<R::Bare>,
    {
        self.number::<V::Bare, R, _>("sum")
    }

    /// `avg`: see [`Column::avg`].
    pub fn avg<B>(self) -> Aggregate<T, NullableAs<V, B::Average>>
    where
        V: ColumnType<Bare = B>,
        B: Averaged,
    {
        self.number::<B, B::Average, _>("avg")
    }

    /// `avg`, read as an `R`: see [`Column::avg_as`].
    pub fn avg_as<R>(self) -> Aggregate<T, NullableAs<V, R>>
    where
        R: ColumnType<Base = R>,
        V::Bare: AvgAs<R::Bare>,
    {
        self.number::<V::Bare, R, _>("avg")
    }

    fn number<B: ColumnType, R: ColumnType, O>(self, name: &'static str) -> Aggregate<T, O> {
        let call = self.into_parts().map(|parts| Call::of_expression::<B, R>(name, parts));
        Aggregate { call, types: PhantomData }
    }
}

impl<T, R, N> fmt::Debug for Aggregate<T, R, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Aggregate").field(&self.call).finish()
    }
}

/// The table of an aggregate in the select: [`AllRows`] is in every select.
#[diagnostic::on_unimplemented(
    message = "[P03] the select does not contain `{T}`, only `{Self}`",
    label = "expected an aggregate of a column of `{Self}`, or a join",
    note = "join `{T}` first: `.join(reference)` with the column that refers to it",
    note = "docs: peristyle::rules::P03"
)]
#[doc(hidden)]
pub trait HasRows<T, N, P> {
    /// The position.
    const PLACE: usize;
    /// [`Required`](crate::query::Required) or [`Optional`](crate::query::Optional).
    type Presence;
}

#[diagnostic::do_not_recommend]
impl<S, T: Table, N, P> HasRows<T, N, P> for S
where
    S: HasTable<T, N, P>,
{
    const PLACE: usize = S::PLACE;
    type Presence = S::Presence;
}

#[diagnostic::do_not_recommend]
impl<S: FromClause> HasRows<AllRows, NoAlias, ()> for S {
    const PLACE: usize = 0;
    type Presence = crate::query::Required;
}

/// Aggregates of the select `S`: an [`Aggregate`], or a tuple of at most eight.
///
/// The compiler infers the position `P` of their tables.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is neither an aggregate nor a tuple of at most eight aggregates",
    label = "expected aggregates of columns of `{S}`, such as `.count()` or `.sum()`",
    note = "a column that is read beside aggregates is a column of the groups: write `.group_by(column)` before `.aggregate(..)`",
    note = "docs: peristyle::rules::P03"
)]
pub trait AggregatesOf<S, P>: 'static {
    /// The result type for all rows: an `Option`, except for counts.
    type Whole: Send + 'static;
    /// The result type for a group: an `Option` for a nullable column or a column of an outer join.
    type PerGroup: Send + 'static;

    /// Adds the calls with the positions of their tables.
    #[doc(hidden)]
    fn list(self, list: &mut Vec<(usize, Call)>) -> Result<(), Error>;

    /// Reads the aggregates of all rows.
    #[doc(hidden)]
    fn read_whole(row: &mut Row<'_>) -> Result<Self::Whole, DecodeError>;

    /// Reads the aggregates of a group.
    #[doc(hidden)]
    fn read_group(row: &mut Row<'_>) -> Result<Self::PerGroup, DecodeError>;
}

impl<S, P, T, R, N> AggregatesOf<S, P> for Aggregate<T, R, N>
where
    T: 'static,
    R: 'static,
    N: 'static,
    S: HasRows<T, N, P>,
    S::Presence: AggregateOutput<R>,
{
    type Whole = <S::Presence as AggregateOutput<R>>::Whole;
    type PerGroup = <S::Presence as AggregateOutput<R>>::PerGroup;

    fn list(self, list: &mut Vec<(usize, Call)>) -> Result<(), Error> {
        let mut call = self.call?;
        call.enter(S::PLACE);
        list.push((S::PLACE, call));
        Ok(())
    }

    fn read_whole(row: &mut Row<'_>) -> Result<Self::Whole, DecodeError> {
        row.next()
    }

    fn read_group(row: &mut Row<'_>) -> Result<Self::PerGroup, DecodeError> {
        row.next()
    }
}

macro_rules! tuples {
    ($(($($aggregate:ident $place:ident),*))*) => {
        $(#[diagnostic::do_not_recommend]
        impl<S, $($aggregate, $place),*> AggregatesOf<S, ($($place,)*)> for ($($aggregate,)*)
        where
            $($aggregate: AggregatesOf<S, $place>),*
        {
            type Whole = ($($aggregate::Whole,)*);
            type PerGroup = ($($aggregate::PerGroup,)*);

            #[allow(non_snake_case, reason = "a tuple is taken apart by the names of its types")]
            fn list(self, list: &mut Vec<(usize, Call)>) -> Result<(), Error> {
                let ($($aggregate,)*) = self;
                $($aggregate.list(list)?;)*
                Ok(())
            }

            fn read_whole(row: &mut Row<'_>) -> Result<Self::Whole, DecodeError> {
                Ok(($($aggregate::read_whole(row)?,)*))
            }

            fn read_group(row: &mut Row<'_>) -> Result<Self::PerGroup, DecodeError> {
                Ok(($($aggregate::read_group(row)?,)*))
            }
        })*
    };
}

crate::query::tuples::up_to_eight!(tuples);
