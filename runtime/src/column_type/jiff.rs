//! The types of the crate `jiff`. They are sent as the types of chrono, in whole microseconds, and read from the binary
//! format of the server.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use jiff::civil::{self, Date, Time};
use jiff::{SignedDuration, Span, Timestamp};

use super::precision::{self, Fine, fine};
use super::scalar::column_type;
use super::wire::{Day, Instant, TimeOfDay, too_far, too_far_to_send};
use super::{DecodeError, EncodeError};

column_type!(Timestamp => TimestampTz, ChronoDateTimeUtc(instant), Instant, timestamp, Instant);
column_type!(civil::DateTime => Timestamp, ChronoDateTime(day_and_time), Instant, local, LocalInstant);
column_type!(Date => Date, ChronoDate(day), Day, date, Date);
column_type!(Time => Time, ChronoTime(time_of_day), TimeOfDay, clock, Time);

fine!(
    civil::DateTime, Time => |it, nanosecond| it.subsec_nanosecond().unsigned_abs(),
    it.with().subsec_nanosecond(nanosecond.cast_signed()).build()
);

impl Fine for Timestamp {
    /// Before 1970 the nanoseconds are negative.
    fn cut(self, digits: u8) -> Self {
        let nanosecond = self.as_nanosecond();
        let rest = nanosecond.rem_euclid(precision::unit(digits).into());
        Self::from_nanosecond(nanosecond - rest).unwrap_or(self)
    }
}

/// Before 1970 the nanoseconds are negative; those of chrono never are.
pub(crate) fn instant(it: Timestamp) -> Result<DateTime<Utc>, EncodeError> {
    let nanoseconds = it.subsec_nanosecond();
    let borrowed = i64::from(nanoseconds < 0);
    let rest = u32::try_from(i64::from(nanoseconds) + borrowed * 1_000_000_000);
    let sent = rest.ok().and_then(|rest| DateTime::from_timestamp(it.as_second() - borrowed, rest));
    sent.map(Fine::in_microseconds).ok_or_else(too_far_to_send)
}

pub(crate) fn day_and_time(it: civil::DateTime) -> Result<NaiveDateTime, EncodeError> {
    Ok(NaiveDateTime::new(day(it.date())?, time_of_day(it.time())?))
}

pub(crate) fn day(it: Date) -> Result<NaiveDate, EncodeError> {
    let (month, day) = (it.month().unsigned_abs(), it.day().unsigned_abs());
    NaiveDate::from_ymd_opt(it.year().into(), month.into(), day.into()).ok_or_else(too_far_to_send)
}

pub(crate) fn time_of_day(it: Time) -> Result<NaiveTime, EncodeError> {
    let [hour, minute, second] = [it.hour(), it.minute(), it.second()].map(|part| u32::from(part.unsigned_abs()));
    let nanosecond = it.subsec_nanosecond().unsigned_abs();
    let sent = NaiveTime::from_hms_nano_opt(hour, minute, second, nanosecond);
    sent.map(Fine::in_microseconds).ok_or_else(too_far_to_send)
}

const EPOCH: civil::DateTime = civil::DateTime::constant(2000, 1, 1, 0, 0, 0, 0);

/// The year 2000 as Unix time in seconds.
const EPOCH_SECOND: i64 = 946_684_800;

fn timestamp(wire: Instant) -> Result<Timestamp, DecodeError> {
    let microseconds = wire.microseconds()?.checked_add(EPOCH_SECOND * 1_000_000).ok_or_else(too_far)?;
    Timestamp::from_microsecond(microseconds).map_err(|_| too_far())
}

fn local(wire: Instant) -> Result<civil::DateTime, DecodeError> {
    EPOCH.checked_add(SignedDuration::from_micros(wire.microseconds()?)).map_err(|_| too_far())
}

fn date(wire: Day) -> Result<Date, DecodeError> {
    let days = Span::new().try_days(wire.days()?).map_err(|_| too_far())?;
    EPOCH.date().checked_add(days).map_err(|_| too_far())
}

fn clock(wire: TimeOfDay) -> Result<Time, DecodeError> {
    let (seconds, nanoseconds) = wire.parts()?;
    let since = SignedDuration::new(seconds.into(), nanoseconds.cast_signed());
    Time::midnight().checked_add(since).map_err(|_| too_far())
}
