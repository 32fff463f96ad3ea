//! Intervals in the format of ISO 8601.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

use super::Interval;

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// The error of a text that is not an interval, or does not fit an [`Interval`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IntervalError;

impl fmt::Display for IntervalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected an interval in the format of ISO 8601, such as P1Y2M3DT4H5M6.5S")
    }
}

impl Error for IntervalError {}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ZERO {
            return f.write_str("PT0S");
        }
        f.write_str("P")?;
        part(f, i64::from(self.months / 12), 'Y')?;
        part(f, i64::from(self.months % 12), 'M')?;
        part(f, i64::from(self.days), 'D')?;
        if self.microseconds != 0 {
            f.write_str("T")?;
            part(f, self.microseconds / HOUR, 'H')?;
            part(f, self.microseconds % HOUR / MINUTE, 'M')?;
            seconds(f, self.microseconds % MINUTE)?;
        }
        Ok(())
    }
}

fn part(f: &mut fmt::Formatter<'_>, number: i64, unit: char) -> fmt::Result {
    if number == 0 { Ok(()) } else { write!(f, "{number}{unit}") }
}

fn seconds(f: &mut fmt::Formatter<'_>, microseconds: i64) -> fmt::Result {
    if microseconds == 0 {
        return Ok(());
    }
    let sign = if microseconds < 0 { "-" } else { "" };
    let (whole, fraction) = (microseconds.unsigned_abs() / 1_000_000, microseconds.unsigned_abs() % 1_000_000);
    let digits = format!(".{fraction:06}");
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    write!(f, "{sign}{whole}{digits}S")
}

impl FromStr for Interval {
    type Err = IntervalError;

    fn from_str(text: &str) -> Result<Self, IntervalError> {
        read(text).ok_or(IntervalError)
    }
}

/// The units before and after the `T`, in their order.
const DATE: &str = "YMWD";
const TIME: &str = "HMS";

fn read(text: &str) -> Option<Interval> {
    let text = text.strip_prefix('P')?;
    let (date, time) = match text.split_once('T') {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None if text.is_empty() => return None,
        None => (text, ""),
    };
    let mut interval = Interval::ZERO;
    each(date, DATE, |unit, number, fraction| {
        let number = i32::try_from(number).ok().filter(|_| fraction == 0)?;
        match unit {
            'Y' => interval.months = number.checked_mul(12)?.checked_add(interval.months)?,
            'M' => interval.months = interval.months.checked_add(number)?,
            'W' => interval.days = number.checked_mul(7)?.checked_add(interval.days)?,
            _ => interval.days = interval.days.checked_add(number)?,
        }
        Some(())
    })?;
    each(time, TIME, |unit, number, fraction| {
        let size = match unit {
            'H' => HOUR,
            'M' => MINUTE,
            _ => SECOND,
        };
        let whole = number.checked_mul(size)?.checked_add(fraction).filter(|_| fraction == 0 || unit == 'S')?;
        interval.microseconds = interval.microseconds.checked_add(whole)?;
        Some(())
    })?;
    Some(interval)
}

/// Calls `add` with each unit, its number and the millionths after the decimal point.
fn each(mut text: &str, mut units: &str, mut add: impl FnMut(char, i64, i64) -> Option<()>) -> Option<()> {
    while !text.is_empty() {
        let end = text.find(|letter: char| letter.is_ascii_uppercase())?;
        let (number, rest) = text.split_at(end);
        let unit = rest.chars().next()?;
        units = units.split_once(unit)?.1;
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        add(unit, whole.parse().ok()?, millionths(whole, number.contains('.'), fraction)?)?;
        text = rest.split_at(1).1;
    }
    Some(())
}

fn millionths(whole: &str, point: bool, digits: &str) -> Option<i64> {
    let all_digits = digits.bytes().all(|digit| digit.is_ascii_digit());
    if !all_digits || digits.len() > 6 || digits.is_empty() && point {
        return None;
    }
    let fraction: i64 = format!("{digits:0<6}").parse().ok()?;
    Some(if whole.starts_with('-') { -fraction } else { fraction })
}

#[cfg(feature = "serde")]
mod with_serde {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Interval;

    impl Serialize for Interval {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_str(self)
        }
    }

    impl<'de> Deserialize<'de> for Interval {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(months: i32, days: i32, microseconds: i64) -> Interval {
        Interval { months, days, microseconds }
    }

    #[test]
    fn texts_are_read_as_they_are_written() {
        for (it, text) in [
            (interval(0, 0, 0), "PT0S"),
            (interval(14, 3, 14_706_500_000), "P1Y2M3DT4H5M6.5S"),
            (interval(-13, 40, -1), "P-1Y-1M40DT-0.000001S"),
            (interval(0, 0, -61_500_000), "PT-1M-1.5S"),
            (interval(i32::MAX, i32::MIN, i64::MAX), "P178956970Y7M-2147483648DT2562047788H54.775807S"),
            (interval(i32::MIN, 0, i64::MIN), "P-178956970Y-8MT-2562047788H-54.775808S"),
        ] {
            assert_eq!(it.to_string(), text);
            assert_eq!(text.parse(), Ok(it));
        }
        assert_eq!("P2W".parse(), Ok(interval(0, 14, 0)));
        assert_eq!("PT90M".parse(), Ok(interval(0, 0, 90 * MINUTE)));
    }

    #[test]
    fn texts_that_are_no_interval() {
        for text in [
            "",
            "P",
            "PT",
            "P1",
            "1D",
            "P1D1M",
            "P1S",
            "PT1D",
            "P1.5D",
            "PT1.S",
            "PT.S",
            "PT1.1234567S",
            "P1H",
            "PTS",
            "P1YT",
            "PT1.-5S",
            "P9999999999M",
            "P2147483647Y",
            "PT9223372036854775807H",
            "P1D ",
            "P1ß",
            "P+-1D",
            "PT1.5H",
            "infinity",
        ] {
            assert_eq!(text.parse::<Interval>(), Err(IntervalError), "{text}");
        }
    }

    #[cfg(all(feature = "serde", feature = "json"))]
    #[test]
    fn serde_writes_the_same_text() {
        let json = serde_json::to_string(&interval(1, 2, 3)).unwrap();
        assert_eq!(json, "\"P1M2DT0.000003S\"");
        assert_eq!(serde_json::from_str::<Interval>(&json).unwrap(), interval(1, 2, 3));
        assert!(serde_json::from_str::<Interval>("\"1 day\"").is_err());
    }
}
