//! Dates and times in the binary format of the server: numbers. A value that the Rust type cannot represent is an
//! error; the drivers panic (sqlx 0.9 on `infinity`) or read another time (both on `24:00`).

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::DecodeError;
#[cfg(any(feature = "jiff", feature = "time"))]
use super::EncodeError;

/// The epoch of PostgreSQL.
pub(crate) const EPOCH: DateTime<Utc> = DateTime::from_timestamp(946_684_800, 0).unwrap();

/// A `timestamp` or a `timestamptz`: microseconds since the year 2000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant(pub(super) i64);

/// A `date`: days since the year 2000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day(pub(super) i32);

/// A `time`: microseconds since midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeOfDay(pub(super) i64);

impl Instant {
    /// Microseconds since the year 2000.
    pub(crate) fn microseconds(self) -> Result<i64, DecodeError> {
        finite(self.0 == i64::MIN, self.0 == i64::MAX)?;
        Ok(self.0)
    }
}

impl Day {
    /// Days since the year 2000.
    pub(crate) fn days(self) -> Result<i32, DecodeError> {
        finite(self.0 == i32::MIN, self.0 == i32::MAX)?;
        Ok(self.0)
    }
}

#[cfg(any(feature = "jiff", feature = "time"))]
impl Instant {
    /// The instant of chrono in whole microseconds.
    pub(crate) fn of(instant: DateTime<Utc>) -> Option<Self> {
        (instant - EPOCH).num_microseconds().map(Self)
    }
}

#[cfg(any(feature = "jiff", feature = "time"))]
impl Day {
    /// The day of chrono.
    pub(crate) fn of(day: NaiveDate) -> Option<Self> {
        (day - EPOCH.date_naive()).num_days().try_into().ok().map(Self)
    }
}

impl TimeOfDay {
    /// Seconds since midnight, and nanoseconds.
    pub(crate) fn parts(self) -> Result<(u32, u32), DecodeError> {
        let seconds = u32::try_from(self.0 / 1_000_000).ok().filter(|seconds| *seconds < 86_400);
        let nanoseconds = u32::try_from(self.0 % 1_000_000 * 1000).ok();
        seconds.zip(nanoseconds).ok_or_else(|| DecodeError::new("24:00:00 is not a time of day in Rust"))
    }
}

fn finite(least: bool, greatest: bool) -> Result<(), DecodeError> {
    match (least, greatest) {
        (false, false) => Ok(()),
        (true, _) => Err(DecodeError::new("-infinity")),
        (_, true) => Err(DecodeError::new("infinity")),
    }
}

/// A year that the Rust type cannot represent.
pub(crate) fn too_far() -> DecodeError {
    DecodeError::new("the year is out of range")
}

/// The range of chrono, which is sent, is a few years smaller than that of PostgreSQL.
#[cfg(any(feature = "jiff", feature = "time"))]
pub(crate) fn too_far_to_send() -> EncodeError {
    EncodeError::new("the year is out of range")
}

impl TryFrom<Instant> for DateTime<Utc> {
    type Error = DecodeError;

    fn try_from(instant: Instant) -> Result<Self, DecodeError> {
        EPOCH.checked_add_signed(TimeDelta::microseconds(instant.microseconds()?)).ok_or_else(too_far)
    }
}

impl TryFrom<Instant> for NaiveDateTime {
    type Error = DecodeError;

    fn try_from(instant: Instant) -> Result<Self, DecodeError> {
        DateTime::try_from(instant).map(|instant| instant.naive_utc())
    }
}

impl TryFrom<Day> for NaiveDate {
    type Error = DecodeError;

    fn try_from(day: Day) -> Result<Self, DecodeError> {
        EPOCH.date_naive().checked_add_signed(TimeDelta::days(day.days()?.into())).ok_or_else(too_far)
    }
}

impl TryFrom<TimeOfDay> for NaiveTime {
    type Error = DecodeError;

    fn try_from(time: TimeOfDay) -> Result<Self, DecodeError> {
        let (seconds, nanoseconds) = time.parts()?;
        Self::from_num_seconds_from_midnight_opt(seconds, nanoseconds).ok_or_else(too_far)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem<T: std::fmt::Debug>(read: Result<T, DecodeError>) -> String {
        read.unwrap_err().to_string()
    }

    #[test]
    fn values_outside_chrono_are_an_error() {
        assert_eq!(problem(DateTime::<Utc>::try_from(Instant(i64::MAX))), "infinity");
        assert_eq!(problem(NaiveDateTime::try_from(Instant(i64::MIN))), "-infinity");
        assert_eq!(problem(DateTime::<Utc>::try_from(Instant(i64::MAX - 1))), "the year is out of range");
        assert_eq!(problem(NaiveDate::try_from(Day(i32::MAX))), "infinity");
        assert_eq!(problem(NaiveDate::try_from(Day(i32::MIN))), "-infinity");
        assert_eq!(problem(NaiveDate::try_from(Day(i32::MAX - 1))), "the year is out of range");
        for time in [86_400_000_000, -1, i64::MAX, i64::MIN] {
            assert_eq!(problem(NaiveTime::try_from(TimeOfDay(time))), "24:00:00 is not a time of day in Rust");
        }
    }

    #[test]
    fn values_of_chrono_round_trip() {
        let instant = DateTime::try_from(Instant(-1)).unwrap();
        assert_eq!(instant.to_string(), "1999-12-31 23:59:59.999999 UTC");
        assert_eq!(NaiveDate::try_from(Day(59)).unwrap().to_string(), "2000-02-29");
        assert_eq!(NaiveTime::try_from(TimeOfDay(86_399_999_999)).unwrap().to_string(), "23:59:59.999999");
    }
}
