//! The types of aggregates: which columns have which, and what they return.

use crate::query::from::{Optional, Required};
use crate::query::marker::Marker;
use crate::{ColumnType, Interval};

/// A count, which is never NULL.
#[derive(Debug, Clone, Copy)]
pub struct Counted;

/// The result of arithmetic with aggregates, of type `V`.
#[derive(Debug)]
pub struct Computed<V>(Marker<V>);

/// The type of all rows of a group, for [`count_rows`](super::count_rows).
#[derive(Debug, Clone, Copy)]
pub struct AllRows;

/// The result of an aggregate of the type `R`: [`Counted`] or a column type.
#[doc(hidden)]
pub trait AggregateResult {
    /// The type of values that it is compared with.
    type Value: ColumnType;
    /// The same, in an `Option` if the aggregate may be NULL.
    type Column: ColumnType;
}

impl AggregateResult for Counted {
    type Value = i64;
    type Column = i64;
}

impl<R: ColumnType> AggregateResult for R {
    type Value = R::Base;
    type Column = R;
}

impl<V: ColumnType> AggregateResult for Computed<V> {
    type Value = V::Base;
    type Column = V;
}

/// The result type of an aggregate of a column whose table is [`Required`] or [`Optional`].
#[doc(hidden)]
pub trait AggregateOutput<R> {
    /// The aggregate of all rows, of which there may be none.
    type Whole: ColumnType;
    /// The aggregate of a group, which has a row.
    type PerGroup: ColumnType;
}

impl AggregateOutput<Counted> for Required {
    type Whole = i64;
    type PerGroup = i64;
}

impl AggregateOutput<Counted> for Optional {
    type Whole = i64;
    type PerGroup = i64;
}

impl<V: ColumnType> AggregateOutput<Computed<V>> for Required
where
    Self: AggregateOutput<V>,
{
    type Whole = <Self as AggregateOutput<V>>::Whole;
    type PerGroup = <Self as AggregateOutput<V>>::PerGroup;
}

impl<V: ColumnType> AggregateOutput<Computed<V>> for Optional
where
    Self: AggregateOutput<V>,
{
    type Whole = <Self as AggregateOutput<V>>::Whole;
    type PerGroup = <Self as AggregateOutput<V>>::PerGroup;
}

impl<R: ColumnType> AggregateOutput<R> for Required
where
    Option<R::Base>: ColumnType,
{
    type Whole = Option<R::Base>;
    type PerGroup = R;
}

impl<R: ColumnType> AggregateOutput<R> for Optional
where
    Option<R::Base>: ColumnType,
{
    type Whole = Option<R::Base>;
    type PerGroup = Option<R::Base>;
}

/// A type with a sum: numbers and [`Interval`].
///
/// | column | sum | average |
/// |---|---|---|
/// | `i16`, `i32` | `i64` | `Decimal` |
/// | `i64` | `Decimal` | `Decimal` |
/// | `f32` | `f32` | `f64` |
/// | `f64` | `f64` | `f64` |
/// | `Decimal` | `Decimal` | `Decimal` |
/// | `BigDecimal` | `BigDecimal` | `BigDecimal` |
/// | [`Interval`] | [`Interval`] | [`Interval`] |
///
/// For another type, write [`sum_as`](crate::query::Column::sum_as): see [`SumAs`].
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{Self}` has no `sum`",
    label = "expected a column of numbers or intervals",
    note = "docs: peristyle::rules::P03"
)]
#[cfg_attr(
    not(feature = "rust_decimal"),
    diagnostic::on_unimplemented(
        note = "the sum of an `i64` is a `Decimal`, which needs the feature `rust_decimal` of peristyle; `.sum_as::<i64>()` needs no feature"
    )
)]
pub trait Summable: ColumnType {
    /// The type of the sum.
    type Sum: ColumnType;
}

/// A type with an average: numbers and [`Interval`]. The table is at [`Summable`].
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{Self}` has no `avg`",
    label = "expected a column of numbers or intervals",
    note = "docs: peristyle::rules::P03"
)]
#[cfg_attr(
    not(feature = "rust_decimal"),
    diagnostic::on_unimplemented(
        note = "the average of integers is a `Decimal`, which needs the feature `rust_decimal` of peristyle; `.avg_as::<f64>()` needs no feature"
    )
)]
pub trait Averaged: ColumnType {
    /// The type of the average.
    type Average: ColumnType;
}

/// A type whose sum can be read as an `R`, or a newtype around it: the types of [`Summable`], `i64` for integers,
/// `f64` for all numbers, and `Decimal` and `BigDecimal` for integers and decimals.
#[diagnostic::on_unimplemented(
    message = "[P03] the sum of a column of type `{Self}` cannot be read as `{R}`",
    label = "expected a type that has all values of the sum",
    note = "integers are read as `i64`, `Decimal`, `BigDecimal` or `f64`, decimals as `Decimal`, `BigDecimal` or `f64`, floats as `f64`",
    note = "docs: peristyle::rules::P03"
)]
pub trait SumAs<R>: ColumnType {}

/// A type whose average can be read as an `R`, or a newtype around it: `f64` for all numbers, `Decimal` and
/// `BigDecimal` for integers and decimals.
#[diagnostic::on_unimplemented(
    message = "[P03] the average of a column of type `{Self}` cannot be read as `{R}`",
    label = "expected a type that has all values of the average",
    note = "integers and decimals are read as `Decimal`, `BigDecimal` or `f64`, floats as `f64`",
    note = "docs: peristyle::rules::P03"
)]
pub trait AvgAs<R>: ColumnType {}

macro_rules! numbers {
    ($($rust:ty: $sum:ty, $average:ty;)*) => {
        $(#[diagnostic::do_not_recommend]
        impl Summable for $rust {
            type Sum = $sum;
        }

        #[diagnostic::do_not_recommend]
        impl Averaged for $rust {
            type Average = $average;
        })*
    };
}

macro_rules! read_as {
    ($($rust:ty: $($read:ty),*;)*) => {
        $($(#[diagnostic::do_not_recommend]
        impl SumAs<$read> for $rust {}
        #[diagnostic::do_not_recommend]
        impl AvgAs<$read> for $rust {})*)*
    };
}

macro_rules! integers {
    ($($rust:ty)*) => {
        $(#[diagnostic::do_not_recommend]
        impl SumAs<i64> for $rust {})*
    };
}

numbers! {
    f32: f32, f64;
    f64: f64, f64;
    Interval: Interval, Interval;
}

#[diagnostic::do_not_recommend]
impl Summable for i16 {
    type Sum = i64;
}

#[diagnostic::do_not_recommend]
impl Summable for i32 {
    type Sum = i64;
}

#[diagnostic::do_not_recommend]
impl SumAs<f32> for f32 {}

integers!(i16 i32 i64);
read_as! {
    i16: f64;
    i32: f64;
    i64: f64;
    f32: f64;
    f64: f64;
    Interval: Interval;
}

#[cfg(feature = "rust_decimal")]
mod decimal {
    use rust_decimal::Decimal;

    use super::{Averaged, AvgAs, SumAs, Summable};

    numbers! {
        Decimal: Decimal, Decimal;
    }

    macro_rules! averages {
        ($($rust:ty)*) => {
            $(#[diagnostic::do_not_recommend]
            impl Averaged for $rust {
                type Average = Decimal;
            })*
        };
    }

    averages!(i16 i32 i64);

    #[diagnostic::do_not_recommend]
    impl Summable for i64 {
        type Sum = Decimal;
    }

    read_as! {
        i16: Decimal;
        i32: Decimal;
        i64: Decimal;
        Decimal: Decimal, f64;
    }
    #[cfg(feature = "bigdecimal")]
    read_as! {
        Decimal: bigdecimal::BigDecimal;
        bigdecimal::BigDecimal: Decimal;
    }
}

#[cfg(feature = "bigdecimal")]
mod big_decimal {
    use bigdecimal::BigDecimal;

    use super::{Averaged, AvgAs, SumAs, Summable};

    numbers! {
        BigDecimal: BigDecimal, BigDecimal;
    }

    read_as! {
        i16: BigDecimal;
        i32: BigDecimal;
        i64: BigDecimal;
        BigDecimal: BigDecimal, f64;
    }
}

/// A type with a least and a greatest value: numbers, texts, dates, times, intervals, addresses, enums, and arrays of
/// these. PostgreSQL has no `min` and `max` for other types.
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{Self}` has no `min` and `max`",
    label = "expected a number, a text, a date, a time, an interval, an address, an enum, or an array of these",
    note = "for the first row, order by the column and fetch one row",
    note = "docs: peristyle::rules::P03"
)]
pub trait Ordered {}

macro_rules! ordered {
    ($($rust:ty),* $(,)?) => {
        $(#[diagnostic::do_not_recommend]
        impl Ordered for $rust {})*
    };
}

ordered! {
    i16, i32, i64, f32, f64, String, Interval, std::net::IpAddr,
    chrono::DateTime<chrono::Utc>, chrono::NaiveDateTime, chrono::NaiveDate, chrono::NaiveTime,
}
#[cfg(feature = "rust_decimal")]
ordered!(rust_decimal::Decimal);
#[cfg(feature = "bigdecimal")]
ordered!(bigdecimal::BigDecimal);
#[cfg(feature = "ipnetwork")]
ordered!(ipnetwork::IpNetwork);
#[cfg(feature = "time")]
ordered!(time::OffsetDateTime, time::UtcDateTime, time::PrimitiveDateTime, time::Date, time::Time);
#[cfg(feature = "jiff")]
ordered!(jiff::Timestamp, jiff::civil::DateTime, jiff::civil::Date, jiff::civil::Time);

#[diagnostic::do_not_recommend]
impl<E: crate::PgEnum> Ordered for E {}

#[diagnostic::do_not_recommend]
impl<T: Ordered> Ordered for Vec<T> {}

/// `bool`, below `Option` and newtypes.
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{Self}` is not a boolean",
    label = "`bool_and` and `bool_or` need a `bool`",
    note = "docs: peristyle::rules::P03"
)]
pub trait Boolean {}

#[diagnostic::do_not_recommend]
impl Boolean for bool {}

/// A timestamp with time zone, which has a date in a time zone.
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{Self}` is not a timestamp with time zone",
    label = "expected a `DateTime<Utc>`, `OffsetDateTime` or `jiff::Timestamp`",
    note = "a date, or a timestamp without time zone, has `.date_trunc(unit)`",
    note = "docs: peristyle::rules::P03"
)]
pub trait Moment: ColumnType {
    /// The type of a date in the same crate.
    type Date: ColumnType;
}

/// A date, or a timestamp without time zone.
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{Self}` is neither a date nor a timestamp without time zone",
    label = "expected a date",
    note = "a timestamp with time zone has `.date_trunc_in(unit, \"Europe/Berlin\")`",
    note = "docs: peristyle::rules::P03"
)]
pub trait CalendarDate: ColumnType {}

macro_rules! times {
    ($($moment:ty: $date:ty),*; $($local:ty),*) => {
        $(#[diagnostic::do_not_recommend]
        impl Moment for $moment {
            type Date = $date;
        })*
        $(#[diagnostic::do_not_recommend]
        impl CalendarDate for $local {})*
    };
}

times!(chrono::DateTime<chrono::Utc>: chrono::NaiveDate; chrono::NaiveDate, chrono::NaiveDateTime);
#[cfg(feature = "time")]
times!(
    time::OffsetDateTime: time::Date, time::UtcDateTime: time::Date;
    time::Date, time::PrimitiveDateTime
);
#[cfg(feature = "jiff")]
times!(jiff::Timestamp: jiff::civil::Date; jiff::civil::Date, jiff::civil::DateTime);
