//! The types that compare in Rust as they do in PostgreSQL.

use std::cmp::Ordering;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

#[cfg(any(feature = "jiff", feature = "time"))]
use crate::column_type;
use crate::column_type::EPOCH;
use crate::column_type::RangeElement;
use crate::column_type::precision::Fine;
use crate::{Id, Interval, PgEnum, Range, Table, Timestamp};

/// A type whose equality in Rust is that of PostgreSQL. Documents are not: users define how they compare.
#[diagnostic::on_unimplemented(
    message = "[C09] columns of type `{Self}` cannot be compared",
    label = "not comparable",
    note = "docs: peristyle::rules::C09"
)]
pub trait Same: Sized {
    /// Whether they are equal.
    fn same(&self, other: &Self) -> bool;

    /// The value as a column with this number of digits of a second stores it; `None` if it is the same for all values
    /// of the type.
    fn cut(&self, _digits: u8) -> Option<Self> {
        None
    }
}

#[diagnostic::do_not_recommend]
impl<E: PgEnum> Same for E {
    fn same(&self, other: &Self) -> bool {
        self.label() == other.label()
    }
}

impl<T: Table> Same for Id<T> {
    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

impl<T: Same> Same for Vec<T> {
    fn same(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().zip(other).all(|(one, other)| one.same(other))
    }

    fn cut(&self, digits: u8) -> Option<Self> {
        self.iter().map(|element| element.cut(digits)).collect()
    }
}

/// A type whose order in Rust is that of PostgreSQL. Texts are not: their order depends on the collation.
pub trait Ordered: Same {
    /// Compares with the other value.
    fn order_of(&self, other: &Self) -> Ordering;
}

macro_rules! compared {
    ($($trait:ident::$method:ident -> $answer:ty: $($base:ty),* => |$one:ident, $other:ident| $compared:expr;)*) => {
        $($(impl $trait for $base {
            fn $method(&self, other: &Self) -> $answer {
                let ($one, $other) = (self, other);
                $compared
            }
        })*)*
    };
}

/// For types with digits of a second.
macro_rules! same_as_stored {
    ($($base:ty),*) => {
        $(impl Same for $base {
            fn same(&self, other: &Self) -> bool {
                self.order_of(other).is_eq()
            }

            fn cut(&self, digits: u8) -> Option<Self> {
                Some(Fine::cut(*self, digits))
            }
        })*
    };
}

same_as_stored!(NaiveTime, NaiveDateTime, Timestamp, Interval);

compared! {
    Same::same -> bool: bool, i16, i32, i64, String, Vec<u8>, uuid::Uuid, NaiveDate => |one, other| one == other;
    Same::same -> bool: f32, f64 => |one, other| one.order_of(other).is_eq();
    Ordered::order_of -> Ordering: bool, i16, i32, i64, Vec<u8>, NaiveDate => |one, other| one.cmp(other);
    // In PostgreSQL, NaN equals itself and is greater than all numbers.
    Ordered::order_of -> Ordering: f32, f64 =>
        |one, other| one.partial_cmp(other).unwrap_or_else(|| one.is_nan().cmp(&other.is_nan()));
    Ordered::order_of -> Ordering: NaiveTime => |one, other| since_midnight(*one).cmp(&since_midnight(*other));
    Ordered::order_of -> Ordering: NaiveDateTime => |one, other| one.and_utc().order_of(&other.and_utc());
    Ordered::order_of -> Ordering: Timestamp => |one, other| since_epoch(*one).cmp(&since_epoch(*other));
    Ordered::order_of -> Ordering: Interval => |one, other| one.compared().cmp(&other.compared());
}

#[cfg(feature = "rust_decimal")]
compared! {
    Same::same -> bool: rust_decimal::Decimal => |one, other| one == other;
    Ordered::order_of -> Ordering: rust_decimal::Decimal => |one, other| one.cmp(other);
}

#[cfg(feature = "bigdecimal")]
compared! {
    Same::same -> bool: bigdecimal::BigDecimal => |one, other| one == other;
    Ordered::order_of -> Ordering: bigdecimal::BigDecimal => |one, other| one.cmp(other);
}

impl<T: RangeElement> Same for Range<T> {
    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

impl<T: RangeElement> Ordered for Range<T> {
    fn order_of(&self, other: &Self) -> Ordering {
        self.cmp(other)
    }
}

compared! {
    Same::same -> bool: std::net::IpAddr => |one, other| one == other;
}

#[cfg(feature = "ipnetwork")]
compared! {
    Same::same -> bool: ipnetwork::IpNetwork => |one, other| one == other;
}

/// Compared as values of chrono, which are sent.
#[cfg(any(feature = "jiff", feature = "time"))]
macro_rules! compared_as_sent {
    ($($base:ty as $sent:expr;)*) => {
        $(compared! {
            Ordered::order_of -> Ordering: $base => |one, other| match ($sent(*one), $sent(*other)) {
                (Ok(one), Ok(other)) => one.order_of(&other),
                _ => one.cmp(other),
            };
        })*
    };
}

#[cfg(feature = "time")]
same_as_stored!(time::OffsetDateTime, time::UtcDateTime, time::PrimitiveDateTime, time::Time);

#[cfg(feature = "time")]
compared! {
    Same::same -> bool: time::Date => |one, other| one == other;
}

#[cfg(feature = "time")]
compared_as_sent! {
    time::OffsetDateTime as column_type::time::instant;
    time::UtcDateTime as column_type::time::utc_instant;
    time::PrimitiveDateTime as column_type::time::day_and_time;
    time::Date as column_type::time::day;
    time::Time as column_type::time::time_of_day;
}

#[cfg(feature = "jiff")]
same_as_stored!(jiff::Timestamp, jiff::civil::DateTime, jiff::civil::Time);

#[cfg(feature = "jiff")]
compared! {
    Same::same -> bool: jiff::civil::Date => |one, other| one == other;
}

#[cfg(feature = "jiff")]
compared_as_sent! {
    jiff::Timestamp as column_type::jiff::instant;
    jiff::civil::DateTime as column_type::jiff::day_and_time;
    jiff::civil::Date as column_type::jiff::day;
    jiff::civil::Time as column_type::jiff::time_of_day;
}

/// Microseconds, which are sent. A leap second counts as the second after it.
fn since_midnight(time: NaiveTime) -> Option<i64> {
    (time.in_microseconds() - NaiveTime::MIN).num_microseconds()
}

/// The same for an instant.
fn since_epoch(instant: Timestamp) -> Option<i64> {
    (instant.in_microseconds() - EPOCH).num_microseconds()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_equals_itself() {
        assert!(f64::NAN.same(&f64::NAN) && f32::NAN.same(&f32::NAN) && vec![f64::NAN].same(&vec![f64::NAN]));
        assert!(0.0_f64.same(&-0.0) && !f64::NAN.same(&0.0));
        assert_eq!(f64::NAN.order_of(&f64::INFINITY), Ordering::Greater);
    }

    /// Truncated towards the past.
    #[test]
    fn instants_are_compared_as_they_are_sent() {
        let instant = |text: &str| text.parse::<Timestamp>().unwrap();
        assert!(instant("2024-01-01T00:00:00.0000019Z").same(&instant("2024-01-01T00:00:00.000001Z")));
        assert!(instant("1999-01-01T00:00:00.0000009Z").same(&instant("1999-01-01T00:00:00Z")));
        assert!(instant("1999-01-01T00:00:00.0000009Z").order_of(&instant("1999-01-01T00:00:00.000001Z")).is_lt());
        let time = |text: &str| text.parse::<NaiveTime>().unwrap();
        assert!(time("12:00:00.0000009").same(&time("12:00")));
    }
}
