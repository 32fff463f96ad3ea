//! Truncates the digits of a second that a column does not store, before a value is sent.
//!
//! PostgreSQL rounds: `time(2)` stores 23:59:59.999 as 24:00:00, which no Rust type can read. The drivers truncate
//! towards the year 2000, so before that year they send another instant than the text of an array. Here truncation is
//! always towards the past.

use chrono::{DateTime, NaiveDateTime, NaiveTime, Timelike, Utc};
use sea_query::Value;

use crate::{ColumnDef, SqlType};

/// PostgreSQL stores microseconds.
const MOST: u8 = 6;

/// Truncates the value to the digits that its column stores.
pub(crate) fn cut(column: &ColumnDef, value: &mut Value) {
    if let Some(digits) = digits(column.sql_type) {
        cut_to(digits, column.carrier, value);
    }
}

fn cut_to(digits: u8, carrier: SqlType, value: &mut Value) {
    match (carrier, value) {
        (_, Value::ChronoTime(Some(time))) => *time = time.cut(digits),
        (_, Value::ChronoDateTime(Some(time))) => *time = time.cut(digits),
        (_, Value::ChronoDateTimeUtc(Some(time))) => *time = time.cut(digits),
        (SqlType::Interval, Value::String(Some(span))) => super::interval::cut(span, unit(digits) / 1000),
        // The value of an array, or the values of a batch.
        (SqlType::Array(SqlType::Interval) | SqlType::Interval, Value::Array(_, Some(values))) => {
            values.iter_mut().for_each(|value| cut_to(digits, SqlType::Interval, value));
        }
        (_, Value::Array(_, Some(values))) => values.iter_mut().for_each(|value| cut_to(digits, carrier, value)),
        _ => {}
    }
}

/// The declared number of digits of a second.
pub(crate) const fn digits(sql_type: SqlType) -> Option<u8> {
    match sql_type {
        SqlType::TimeSized(digits) | SqlType::TimestampSized(digits) | SqlType::TimestampTzSized(digits) => {
            Some(digits)
        }
        SqlType::Array(element) => self::digits(*element),
        SqlType::Named(name) => named(name.as_bytes()),
        _ => None,
    }
}

/// `interval(3)`, `interval day to second(3)`, `time(3) with time zone`.
const fn named(name: &[u8]) -> Option<u8> {
    let mut at = 0;
    while at + 2 < name.len() && name[at] != b'(' {
        at += 1;
    }
    let is_time = starts(name, b"time") || starts(name, b"interval");
    if is_time && at + 2 < name.len() && name[at + 2] == b')' && name[at + 1].is_ascii_digit() {
        Some(name[at + 1] - b'0')
    } else {
        None
    }
}

const fn starts(name: &[u8], word: &[u8]) -> bool {
    let mut at = 0;
    while at < word.len() {
        if at >= name.len() || name[at].to_ascii_lowercase() != word[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The last digit that is stored, in nanoseconds.
pub(crate) const fn unit(digits: u8) -> u32 {
    10_u32.pow(9 - if digits > MOST { MOST } else { digits } as u32)
}

/// A type with digits of a second.
pub(crate) trait Fine: Sized {
    /// Truncates to this number of digits.
    fn cut(self, digits: u8) -> Self;

    /// Truncates to the digits of a column without declared precision.
    fn in_microseconds(self) -> Self {
        self.cut(MOST)
    }
}

/// Implements the trait for the types of a crate, by their nanoseconds.
macro_rules! fine {
    ($($rust:ty),* => |$it:ident, $nanosecond:ident| $read:expr, $replaced:expr) => {
        $(impl $crate::column_type::precision::Fine for $rust {
            fn cut(self, digits: u8) -> Self {
                let $it = self;
                let nanosecond = $read;
                let $nanosecond = nanosecond - nanosecond % $crate::column_type::precision::unit(digits);
                $replaced.unwrap_or(self)
            }
        })*
    };
}

#[cfg(any(feature = "jiff", feature = "time"))]
pub(super) use fine;

// A leap second has more than 1,000,000,000 nanoseconds and keeps it.
fine!(NaiveTime, NaiveDateTime, DateTime<Utc> => |it, nanosecond| it.nanosecond(), it.with_nanosecond(nanosecond));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::physical::fixture;

    fn in_column(sql_type: SqlType, value: impl Into<Value>) -> Value {
        let mut value = value.into();
        cut(&fixture::column("at", sql_type), &mut value);
        value
    }

    #[test]
    fn a_time_never_becomes_the_next_day() {
        let last: NaiveTime = "23:59:59.999999".parse().unwrap();
        for (digits, expected) in [(0, "23:59:59"), (2, "23:59:59.99"), (5, "23:59:59.99999"), (6, "23:59:59.999999")] {
            let expected: NaiveTime = expected.parse().unwrap();
            assert_eq!(in_column(SqlType::TimeSized(digits), last), Value::from(expected));
        }
        assert_eq!(in_column(SqlType::Time, last), Value::from(last));
    }

    #[test]
    fn an_instant_goes_towards_the_past_in_every_year() {
        for (instant, expected) in [
            ("1969-12-31T23:59:59.9999Z", "1969-12-31T23:59:59.999Z"),
            ("1999-12-31T23:59:59.9999Z", "1999-12-31T23:59:59.999Z"),
            ("9999-12-31T23:59:59.9999Z", "9999-12-31T23:59:59.999Z"),
        ] {
            let [instant, expected] = [instant, expected].map(|text| text.parse::<DateTime<Utc>>().unwrap());
            assert_eq!(in_column(SqlType::TimestampTzSized(3), instant), Value::from(expected));
            assert_eq!(in_column(SqlType::TimestampSized(3), instant.naive_utc()), Value::from(expected.naive_utc()));
        }
        let fine = "1999-12-31T23:59:59.9999999Z".parse::<DateTime<Utc>>().unwrap();
        assert_eq!(fine.in_microseconds().to_string(), "1999-12-31 23:59:59.999999 UTC");
    }

    #[test]
    fn a_leap_second_keeps_its_second() {
        let leap = NaiveTime::from_hms_nano_opt(12, 30, 59, 1_987_654_321).unwrap();
        assert_eq!(leap.cut(0), NaiveTime::from_hms_nano_opt(12, 30, 59, 1_000_000_000).unwrap());
    }

    #[test]
    fn digits_are_read_from_every_name() {
        for (name, expected) in [
            ("interval(3)", Some(3)),
            ("interval day to second(0)", Some(0)),
            ("time(2) with time zone", Some(2)),
            ("TIMETZ(6)", Some(6)),
            ("interval", None),
            ("vector(3)", None),
            ("time", None),
            ("timezones(12)", None),
            ("", None),
            ("(", None),
        ] {
            assert_eq!(digits(SqlType::Named(name)), expected, "{name}");
            assert_eq!(digits(SqlType::Array(Box::leak(Box::new(SqlType::Named(name))))), expected);
        }
    }
}
