//! The type of interval columns.

mod iso8601;

pub use iso8601::IntervalError;

use sea_query::Value;

use super::precision::{self, Fine};
use super::{ColumnType, DecodeError, EncodeError, ValueOf, value_of};
use crate::SqlType;

/// A span of time: an `interval` column.
///
/// It has three separate parts, because a month has 28 to 31 days and a day 23 to 25 hours; their length depends on the
/// instant that the interval is added to. So `==` compares the parts. The server compares with months of 30 days and
/// days of 24 hours: there, `30 days` equals `1 mon`. Conditions and checks compare as the server does.
///
/// `Display`, `FromStr` and the feature `serde` use the format of ISO 8601, `P1Y2M3DT4H5M6.5S`. Each part may be
/// negative.
///
/// ```
/// use peristyle::Interval;
///
/// let trial = Interval { days: 14, ..Interval::ZERO };
/// assert_eq!(trial.to_string(), "P14D");
/// assert_eq!("PT1H30M".parse(), Ok(Interval { microseconds: 5_400_000_000, ..Interval::ZERO }));
/// ```
///
/// Since PostgreSQL 17 there is `infinity`, in which all parts have their maximum, and `-infinity`, in which all have
/// their minimum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Interval {
    /// Calendar months.
    pub months: i32,
    /// Calendar days.
    pub days: i32,
    /// The rest of the span, in microseconds.
    pub microseconds: i64,
}

impl Interval {
    /// An empty interval.
    pub const ZERO: Self = Self { months: 0, days: 0, microseconds: 0 };

    const INFINITY: Self = Self { months: i32::MAX, days: i32::MAX, microseconds: i64::MAX };
    const NEGATIVE_INFINITY: Self = Self { months: i32::MIN, days: i32::MIN, microseconds: i64::MIN };

    /// Renders a text that does not depend on settings of the session. Each part has a sign; otherwise a first minus
    /// could apply to all parts.
    fn sql(self) -> String {
        let Self { months, days, microseconds } = self;
        match self {
            Self::INFINITY => "infinity".to_owned(),
            Self::NEGATIVE_INFINITY => "-infinity".to_owned(),
            _ => format!("{months:+} mons {days:+} days {microseconds:+} microseconds"),
        }
    }

    /// Reads a text of [`Interval::sql`].
    #[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
    pub(crate) fn of_sql(text: &str) -> Option<Self> {
        match text {
            "infinity" => Some(Self::INFINITY),
            "-infinity" => Some(Self::NEGATIVE_INFINITY),
            _ => {
                let mut words = text.split(' ');
                let mut part = |unit: &str| words.next().filter(|_| words.next() == Some(unit));
                let (months, days, microseconds) = (part("mons")?, part("days")?, part("microseconds")?);
                Some(Self {
                    months: months.parse().ok()?,
                    days: days.parse().ok()?,
                    microseconds: microseconds.parse().ok()?,
                })
            }
        }
    }

    /// The value that the server compares: a month has 30 days, a day has 24 hours.
    pub(crate) fn compared(self) -> i128 {
        let days = i128::from(self.months) * 30 + i128::from(self.days);
        days * 86_400_000_000 + i128::from(self.microseconds)
    }
}

/// Truncates the microseconds of a text of [`Interval::sql`] to a multiple of the unit, towards zero.
pub(super) fn cut(span: &mut String, unit: u32) {
    let Some((before, microseconds)) = span.strip_suffix(" microseconds").and_then(|span| span.rsplit_once(' ')) else {
        return;
    };
    if let Ok(microseconds) = microseconds.parse::<i64>() {
        *span = format!("{before} {:+} microseconds", microseconds - microseconds % i64::from(unit));
    }
}

impl Fine for Interval {
    /// Towards zero.
    fn cut(self, digits: u8) -> Self {
        let unit = i64::from(precision::unit(digits) / 1000);
        match self {
            Self::INFINITY | Self::NEGATIVE_INFINITY => self,
            _ => Self { microseconds: self.microseconds - self.microseconds % unit, ..self },
        }
    }
}

impl ColumnType for Interval {
    const SQL: SqlType = SqlType::Interval;
    const JSON: super::JsonForm = super::JsonForm::Interval;
    const VALUE: ValueOf<Self> = value_of();
    type Base = Self;
    type Bare = Self;
    type Wire = Self;

    fn into_value(self) -> Result<Value, EncodeError> {
        Ok(Value::String(Some(self.sql())))
    }

    fn null() -> Value {
        Value::String(None)
    }

    fn bare(&self) -> Option<&Self> {
        Some(self)
    }

    fn from_wire(wire: Self) -> Result<Self, DecodeError> {
        Ok(wire)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_its_sign() {
        let interval = Interval { months: -1, days: 2, microseconds: i64::MIN };
        assert_eq!(interval.sql(), "-1 mons +2 days -9223372036854775808 microseconds");
        assert_eq!(Interval::ZERO.sql(), "+0 mons +0 days +0 microseconds");
    }

    #[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
    #[test]
    fn its_own_text_is_read() {
        let odd = Interval { months: -1, days: 2, microseconds: i64::MIN };
        for interval in [odd, Interval::ZERO, Interval::INFINITY, Interval::NEGATIVE_INFINITY] {
            assert_eq!(Interval::of_sql(&interval.sql()), Some(interval));
        }
        assert_eq!(Interval::of_sql("1 day"), None);
    }

    #[test]
    fn a_span_is_cut_towards_zero() {
        let cut_to_milliseconds = |interval: Interval| {
            let mut span = interval.sql();
            cut(&mut span, 1000);
            span
        };
        let span = |microseconds| Interval { months: 1, days: -2, microseconds };
        assert_eq!(cut_to_milliseconds(span(1999)), "+1 mons -2 days +1000 microseconds");
        assert_eq!(cut_to_milliseconds(span(-1999)), "+1 mons -2 days -1000 microseconds");
        assert_eq!(cut_to_milliseconds(span(i64::MIN)), "+1 mons -2 days -9223372036854775000 microseconds");
        assert_eq!(cut_to_milliseconds(Interval::INFINITY), "infinity");
    }

    #[test]
    fn the_server_takes_a_month_for_thirty_days() {
        let month = Interval { months: 1, ..Interval::ZERO };
        assert_eq!(month.compared(), Interval { days: 30, ..Interval::ZERO }.compared());
        assert!(Interval::NEGATIVE_INFINITY.compared() < Interval::INFINITY.compared());
    }
}
