//! The type of range columns.

mod element;
mod moment;
mod text;

pub use element::RangeElement;
#[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
pub(crate) use element::bound_value;
pub(crate) use text::split;

use std::cmp::Ordering;
use std::error::Error;
use std::fmt;
use std::ops::{Bound, RangeBounds};

use sea_query::Value;

use super::wire::RangeWire;
use super::{ColumnType, DecodeError, EncodeError, JsonForm, ValueOf, value_of};
use crate::SqlType;

/// A range of values: a `daterange`, `tstzrange`, `int4range`, `int8range` or `numrange` column, by the type of its bounds.
///
/// | Rust type | PostgreSQL type | feature |
/// |---|---|---|
/// | `Range<i32>`, `Range<i64>` | int4range, int8range | |
/// | `Range<NaiveDate>` | daterange | |
/// | `Range<DateTime<Utc>>` | tstzrange | |
/// | `Range<Decimal>` | numrange | `rust_decimal` |
/// | `Range` of time's `Date`; `OffsetDateTime`, `UtcDateTime` | daterange; tstzrange | `time` |
/// | `Range` of jiff's `civil::Date`; `Timestamp` | daterange; tstzrange | `jiff` |
///
/// [`new`](Range::new) takes any range of Rust, also a pair of [`Bound`]s:
///
/// ```
/// use std::ops::Bound;
///
/// use peristyle::{Range, RangeError};
///
/// let teens = Range::new(13..=19)?;
/// assert_eq!(teens, Range::new(13..20)?);
/// assert_eq!(teens.to_string(), "[13,20)");
/// assert!(teens.contains(&19) && !teens.contains(&20));
/// assert_eq!("[13,20)".parse(), Ok(teens));
/// assert_eq!((teens.lower(), teens.upper()), (Bound::Included(&13), Bound::Excluded(&20)));
/// assert!(Range::new(13..13)?.is_empty() && Range::<i32>::FULL.contains(&i32::MIN));
/// assert_eq!(Range::new((Bound::Excluded(2), Bound::Excluded(1))), Err(RangeError::Reversed));
/// # Ok::<(), RangeError>(())
/// ```
///
/// A value is in the form in which PostgreSQL returns it, so `==` compares as the server does. A range of integers or dates
/// includes its lower bound and excludes its upper one: `13..=19` is `[13,20)`. A range without values is empty, and an
/// empty range has no bounds. Instants are truncated to microseconds. The order is that of PostgreSQL: an empty range is the
/// least, then the lower bounds decide, then the upper ones.
///
/// `Display`, `FromStr` and the feature `serde` use the text form of PostgreSQL, which `to_jsonb` uses too: `[13,20)`,
/// `empty`, `["2024-02-29 12:00:00+00",)`. Instants are written in UTC, and read with any offset.
///
/// Conditions are [`contains`](crate::query::Column::contains), [`contains_range`](crate::query::Column::contains_range),
/// [`contained_by`](crate::query::Column::contained_by), [`overlaps`](crate::query::Column::overlaps),
/// [`adjacent_to`](crate::query::Column::adjacent_to), [`is_empty`](crate::query::Column::is_empty), and comparisons of
/// [`lower_bound`](crate::query::Column::lower_bound) and [`upper_bound`](crate::query::Column::upper_bound).
///
/// The bound `infinity` of a date or an instant, which is not the same as no bound, is an
/// [`Error::Decode`](crate::Error::Decode). A `tsrange` has no time zone (rule T02), and a multirange no Rust type: both are
/// columns of `String` with `sql_type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Range<T>(Option<(Bound<T>, Bound<T>)>);

/// The error of bounds or a text that are not a [`Range`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RangeError {
    /// The lower bound is greater than the upper one.
    Reversed,
    /// PostgreSQL cannot store a bound, or the value after a bound that integers or dates include.
    OutOfRange,
    /// The text is not a range of this type.
    Text,
}

impl fmt::Display for RangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reversed => "the lower bound of the range is greater than its upper bound",
            Self::OutOfRange => "a bound of the range is out of range",
            Self::Text => "expected a range in the text form of PostgreSQL, such as [1,4) or empty",
        })
    }
}

impl Error for RangeError {}

impl<T> Range<T> {
    /// The range without values.
    pub const EMPTY: Self = Self(None);

    /// The range of all values.
    pub const FULL: Self = Self(Some((Bound::Unbounded, Bound::Unbounded)));

    /// Returns the lower bound. An empty range has none: `Unbounded`.
    pub fn lower(&self) -> Bound<&T> {
        match &self.0 {
            Some((lower, _)) => lower.as_ref(),
            None => Bound::Unbounded,
        }
    }

    /// Returns the upper bound. An empty range has none: `Unbounded`.
    pub fn upper(&self) -> Bound<&T> {
        match &self.0 {
            Some((_, upper)) => upper.as_ref(),
            None => Bound::Unbounded,
        }
    }

    /// Tests whether the range has no values.
    pub const fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}

impl<T: RangeElement> Range<T> {
    /// Creates a range from one of Rust: `a..b`, `a..=b`, `a..`, `..b`, `..`, or a pair of [`Bound`]s.
    ///
    /// # Errors
    ///
    /// The lower bound is greater than the upper one, or a bound cannot be stored.
    pub fn new(bounds: impl RangeBounds<T>) -> Result<Self, RangeError> {
        let stored = |bound: Bound<&T>| match bound {
            Bound::Included(value) => value.clone().stored().map(Bound::Included),
            Bound::Excluded(value) => value.clone().stored().map(Bound::Excluded),
            Bound::Unbounded => Some(Bound::Unbounded),
        };
        let lower = stored(bounds.start_bound()).ok_or(RangeError::OutOfRange)?;
        let upper = stored(bounds.end_bound()).ok_or(RangeError::OutOfRange)?;
        if let (Some(first), Some(last)) = (value(&lower), value(&upper))
            && first > last
        {
            return Err(RangeError::Reversed);
        }
        if is_empty(&lower, &upper) {
            return Ok(Self::EMPTY);
        }
        let (lower, upper) = (from(lower)?, until(upper)?);
        Ok(if is_empty(&lower, &upper) { Self::EMPTY } else { Self(Some((lower, upper))) })
    }

    /// Tests whether the value is in the range, as `@>` does.
    pub fn contains(&self, value: &T) -> bool {
        value.clone().stored().is_some_and(|value| self.0.as_ref().is_some_and(|bounds| bounds.contains(&value)))
    }
}

fn value<T>(bound: &Bound<T>) -> Option<&T> {
    match bound {
        Bound::Included(value) | Bound::Excluded(value) => Some(value),
        Bound::Unbounded => None,
    }
}

/// Equal bounds of which one is excluded.
fn is_empty<T: PartialEq>(lower: &Bound<T>, upper: &Bound<T>) -> bool {
    let both_included = matches!((lower, upper), (Bound::Included(_), Bound::Included(_)));
    !both_included && value(lower).is_some() && value(lower) == value(upper)
}

/// A lower bound of a discrete type is included.
fn from<T: RangeElement>(lower: Bound<T>) -> Result<Bound<T>, RangeError> {
    match lower {
        Bound::Excluded(value) if T::IS_DISCRETE => after(value).map(Bound::Included),
        lower => Ok(lower),
    }
}

/// An upper bound of a discrete type is excluded.
fn until<T: RangeElement>(upper: Bound<T>) -> Result<Bound<T>, RangeError> {
    match upper {
        Bound::Included(value) if T::IS_DISCRETE => after(value).map(Bound::Excluded),
        upper => Ok(upper),
    }
}

fn after<T: RangeElement>(value: T) -> Result<T, RangeError> {
    value.next().and_then(T::stored).ok_or(RangeError::OutOfRange)
}

macro_rules! from_rust {
    ($($range:ident),*) => {
        $(impl<T: RangeElement> TryFrom<std::ops::$range<T>> for Range<T> {
            type Error = RangeError;

            fn try_from(range: std::ops::$range<T>) -> Result<Self, RangeError> {
                Self::new(range)
            }
        })*
    };
}

from_rust!(Range, RangeInclusive, RangeFrom, RangeTo, RangeToInclusive);

impl<T: RangeElement> Ord for Range<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        let (Some((lower, upper)), Some((other_lower, other_upper))) = (&self.0, &other.0) else {
            return self.0.is_some().cmp(&other.0.is_some());
        };
        lower_place(lower)
            .cmp(&lower_place(other_lower))
            .then_with(|| upper_place(upper).cmp(&upper_place(other_upper)))
    }
}

impl<T: RangeElement> PartialOrd for Range<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// No lower bound is the least.
fn lower_place<T>(bound: &Bound<T>) -> Option<(&T, bool)> {
    value(bound).map(|value| (value, matches!(bound, Bound::Excluded(_))))
}

/// No upper bound is the greatest.
fn upper_place<T>(bound: &Bound<T>) -> (bool, Option<(&T, bool)>) {
    let place = value(bound).map(|value| (value, matches!(bound, Bound::Included(_))));
    (place.is_none(), place)
}

impl<T: RangeElement> ColumnType for Range<T> {
    const SQL: SqlType = T::RANGE;
    const JSON: JsonForm = JsonForm::Range(&T::JSON);
    const VALUE: ValueOf<Self> = value_of();
    type Base = Self;
    type Bare = Self;
    type Wire = RangeWire<T::Wire>;

    fn into_value(self) -> Result<Value, EncodeError> {
        Ok(Value::String(Some(self.to_string())))
    }

    fn null() -> Value {
        Value::String(None)
    }

    fn bare(&self) -> Option<&Self> {
        Some(self)
    }

    fn from_wire(wire: Self::Wire) -> Result<Self, DecodeError> {
        let read = |bound: Bound<T::Wire>| match bound {
            Bound::Included(value) => T::from_wire(value).map(Bound::Included),
            Bound::Excluded(value) => T::from_wire(value).map(Bound::Excluded),
            Bound::Unbounded => Ok(Bound::Unbounded),
        };
        match wire.0 {
            Some((lower, upper)) => Ok(Self(Some((read(lower)?, read(upper)?)))),
            None => Ok(Self::EMPTY),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Bound::{Excluded, Included, Unbounded};

    use chrono::{DateTime, NaiveDate, Utc};

    use super::*;

    fn text<T: RangeElement>(bounds: impl RangeBounds<T>) -> Result<String, RangeError> {
        Range::new(bounds).map(|range| range.to_string())
    }

    fn ok(text: &str) -> Result<String, RangeError> {
        Ok(text.to_owned())
    }

    #[test]
    fn a_discrete_range_is_as_postgresql_returns_it() {
        assert_eq!(text(1..=3), ok("[1,4)"));
        assert_eq!(text((Excluded(1), Excluded(4))), ok("[2,4)"));
        assert_eq!(text((Excluded(1), Excluded(2))), ok("empty"));
        assert_eq!(text(..=3_i64), ok("(,4)"));
        assert_eq!(text((Excluded(3_i64), Unbounded)), ok("[4,)"));
        assert_eq!(text::<i32>(..), ok("(,)"));
        assert_eq!(text(5..5), ok("empty"));
        assert_eq!(text(5..=5), ok("[5,6)"));
        let day = |day| NaiveDate::from_ymd_opt(2024, 2, day).unwrap();
        assert_eq!(text(day(28)..=day(29)), ok("[2024-02-28,2024-03-01)"));
        assert_eq!(text(i32::MIN..i32::MAX), ok("[-2147483648,2147483647)"));
    }

    #[test]
    fn bounds_that_no_range_has_are_refused() {
        assert_eq!(text((Included(2), Included(1))), Err(RangeError::Reversed));
        assert_eq!(text((Included(2), Excluded(1))), Err(RangeError::Reversed));
        assert_eq!(text(..=i32::MAX), Err(RangeError::OutOfRange));
        assert_eq!(text((Excluded(i64::MAX), Unbounded)), Err(RangeError::OutOfRange));
        // PostgreSQL finds it empty before it looks for the next value.
        assert_eq!(text((Excluded(i32::MAX), Included(i32::MAX))), ok("empty"));
        assert_eq!(text(..=NaiveDate::MAX), Err(RangeError::OutOfRange));
        assert_eq!(text(NaiveDate::MIN..), Err(RangeError::OutOfRange));
        assert_eq!(text(DateTime::<Utc>::MIN_UTC..), Err(RangeError::OutOfRange));
    }

    #[test]
    fn a_continuous_range_keeps_its_bounds() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let (noon, one) = (at("2024-02-29T12:00:00.5Z"), at("2024-02-29T13:00:00Z"));
        let expected = r#"("2024-02-29 12:00:00.5+00","2024-02-29 13:00:00+00"]"#;
        assert_eq!(text((Excluded(noon), Included(one))), ok(expected));
        assert_eq!(text((Excluded(noon), Included(noon))), ok("empty"));
        assert_eq!(Range::new(noon..one), Range::new(at("2024-02-29T12:00:00.5000009Z")..one));
        assert!(Range::new(at("2024-02-29T12:00:00.0000002Z")..at("2024-02-29T12:00:00.0000009Z")).unwrap().is_empty());
    }

    #[test]
    fn ranges_are_ordered_as_postgresql_orders_them() {
        let range = |text: &str| text.parse::<Range<i32>>().unwrap();
        let sorted = ["empty", "(,1)", "(,)", "[1,2)", "[1,3)", "[1,)", "[2,3)", "[2,)"].map(range);
        assert!(sorted.is_sorted() && sorted.windows(2).all(|pair| pair[0] != pair[1]));
        let at = |text: &str| text.parse::<Range<DateTime<Utc>>>().unwrap();
        let noon = "\"2024-02-29 12:00:00+00\"";
        assert!(at(&format!("[{noon},)")) < at(&format!("({noon},)")));
        assert!(at(&format!("(,{noon})")) < at(&format!("(,{noon}]")));
    }

    #[test]
    fn a_value_is_in_a_range_or_not() {
        let range = Range::new(1..=3).unwrap();
        assert_eq!([0, 1, 3, 4].map(|value| range.contains(&value)), [false, true, true, false]);
        assert!(!Range::<i32>::EMPTY.contains(&0) && Range::<i32>::FULL.contains(&0));
        assert_eq!((Range::<i32>::EMPTY.lower(), Range::<i32>::EMPTY.upper()), (Unbounded, Unbounded));
    }
}
