//! The types of the bounds of ranges.

use std::fmt::Debug;

use chrono::{DateTime, NaiveDate, Utc};
#[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
use sea_query::Value;

use super::super::ColumnType;
use super::super::precision::Fine;
use super::super::wire::WireBound;
#[cfg(any(feature = "jiff", feature = "time"))]
use super::super::wire::{Day, Instant};
use super::moment;
use crate::SqlType;

/// A type of the bounds of a [`Range`](super::Range): `i32`, `i64`, `Decimal`, or a date or an instant of chrono, time or
/// jiff. The trait is sealed.
#[diagnostic::on_unimplemented(
    message = "[C03] a range of `{Self}` is not a column type",
    label = "not a type of the bounds of a range",
    note = "the bounds of a `Range` are `i32`, `i64`, `Decimal`, `NaiveDate` or `DateTime<Utc>`, or a date or an instant of time or jiff",
    note = "for another range of PostgreSQL, write `#[column(sql_type = \"tsrange\", waive(column_type = \"...\"))]` and `String`",
    note = "docs: peristyle::rules::C03"
)]
pub trait RangeElement: ColumnType<Base = Self, Bare = Self, Wire: WireBound> + Clone + Debug + Ord + Sealed {
    /// The type of the range.
    #[doc(hidden)]
    const RANGE: SqlType;
    /// Whether each value has a next one.
    #[doc(hidden)]
    const IS_DISCRETE: bool;

    /// Returns the value as PostgreSQL stores it; `None` if it does not.
    #[doc(hidden)]
    fn stored(self) -> Option<Self>;

    /// Returns the next value of a discrete type.
    #[doc(hidden)]
    fn next(&self) -> Option<Self>;

    /// Returns the text of PostgreSQL for a value that it stores.
    #[doc(hidden)]
    fn text(&self) -> String;

    /// Reads such a text.
    #[doc(hidden)]
    fn of_text(text: &str) -> Option<Self>;
}

/// No other crate implements [`RangeElement`].
pub trait Sealed {}

macro_rules! integer {
    ($($integer:ident => $range:literal;)*) => {
        $(impl Sealed for $integer {}
        impl RangeElement for $integer {
            const RANGE: SqlType = SqlType::Named($range);
            const IS_DISCRETE: bool = true;

            fn stored(self) -> Option<Self> {
                Some(self)
            }

            fn next(&self) -> Option<Self> {
                self.checked_add(1)
            }

            fn text(&self) -> String {
                self.to_string()
            }

            fn of_text(text: &str) -> Option<Self> {
                text.parse().ok()
            }
        })*
    };
}

integer! {
    i32 => "int4range";
    i64 => "int8range";
}

/// Types that are sent as dates of chrono: the conversions to and from one.
macro_rules! date {
    ($($date:ty => $sent:expr, $read:expr;)*) => {
        $(impl Sealed for $date {}
        impl RangeElement for $date {
            const RANGE: SqlType = SqlType::Named("daterange");
            const IS_DISCRETE: bool = true;

            fn stored(self) -> Option<Self> {
                moment::is_stored_day($sent(self).ok()?).then_some(self)
            }

            fn next(&self) -> Option<Self> {
                $read($sent(*self).ok()?.succ_opt()?)
            }

            fn text(&self) -> String {
                $sent(*self).map_or_else(|_| String::new(), moment::day)
            }

            fn of_text(text: &str) -> Option<Self> {
                $read(moment::read_day(text)?)
            }
        })*
    };
}

/// The same for instants.
macro_rules! instant {
    ($($instant:ty => $sent:expr, $read:expr;)*) => {
        $(impl Sealed for $instant {}
        impl RangeElement for $instant {
            const RANGE: SqlType = SqlType::Named("tstzrange");
            const IS_DISCRETE: bool = false;

            fn stored(self) -> Option<Self> {
                moment::is_stored_instant($sent(self).ok()?).then(|| Fine::in_microseconds(self))
            }

            fn next(&self) -> Option<Self> {
                None
            }

            fn text(&self) -> String {
                $sent(*self).map_or_else(|_| String::new(), moment::instant)
            }

            fn of_text(text: &str) -> Option<Self> {
                $read(moment::read_instant(text)?)
            }
        })*
    };
}

fn same<T>(value: T) -> Result<T, std::convert::Infallible> {
    Ok(value)
}

fn kept<T>(value: T) -> Option<T> {
    Some(value)
}

date! {
    NaiveDate => same, kept;
}
instant! {
    DateTime<Utc> => same, kept;
}

#[cfg(feature = "time")]
date! {
    time::Date => super::super::time::day, |day| Self::from_wire(Day::of(day)?).ok();
}
#[cfg(feature = "time")]
instant! {
    time::OffsetDateTime => super::super::time::instant, |instant| Self::from_wire(Instant::of(instant)?).ok();
    time::UtcDateTime => super::super::time::utc_instant, |instant| Self::from_wire(Instant::of(instant)?).ok();
}
#[cfg(feature = "jiff")]
date! {
    jiff::civil::Date => super::super::jiff::day, |day| Self::from_wire(Day::of(day)?).ok();
}
#[cfg(feature = "jiff")]
instant! {
    jiff::Timestamp => super::super::jiff::instant, |instant| Self::from_wire(Instant::of(instant)?).ok();
}

#[cfg(feature = "rust_decimal")]
impl Sealed for rust_decimal::Decimal {}
#[cfg(feature = "rust_decimal")]
impl RangeElement for rust_decimal::Decimal {
    const RANGE: SqlType = SqlType::Named("numrange");
    const IS_DISCRETE: bool = false;

    fn stored(self) -> Option<Self> {
        Some(self)
    }

    fn next(&self) -> Option<Self> {
        None
    }

    fn text(&self) -> String {
        self.to_string()
    }

    fn of_text(text: &str) -> Option<Self> {
        Self::from_str_exact(text).ok()
    }
}

/// The value of a bound of such a range, for its binary format.
#[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
pub(crate) fn bound_value(range: &str, text: &str) -> Option<Value> {
    fn of<T: RangeElement>(text: &str) -> Option<Value> {
        T::of_text(text)?.into_value().ok()
    }
    match range {
        "int4range" => of::<i32>(text),
        "int8range" => of::<i64>(text),
        "daterange" => of::<NaiveDate>(text),
        "tstzrange" => of::<DateTime<Utc>>(text),
        #[cfg(feature = "rust_decimal")]
        "numrange" => of::<rust_decimal::Decimal>(text),
        _ => None,
    }
}
