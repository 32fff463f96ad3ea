//! The types of the crate `time`. They are sent as the types of chrono, in whole microseconds, and read from the binary
//! format of the server.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use time::{Date, Duration, OffsetDateTime, PrimitiveDateTime, Time, UtcDateTime};

use super::precision::{Fine, fine};
use super::scalar::column_type;
use super::wire::{Day, Instant, TimeOfDay, too_far, too_far_to_send};
use super::{DecodeError, EncodeError};

column_type!(OffsetDateTime => TimestampTz, ChronoDateTimeUtc(instant), Instant, |wire| local(wire).map(PrimitiveDateTime::assume_utc), Any);
column_type!(UtcDateTime => TimestampTz, ChronoDateTimeUtc(utc_instant), Instant, |wire| local(wire).map(PrimitiveDateTime::as_utc), Any);
column_type!(PrimitiveDateTime => Timestamp, ChronoDateTime(day_and_time), Instant, local, Any);
column_type!(Date => Date, ChronoDate(day), Day, date, Any);
column_type!(Time => Time, ChronoTime(time_of_day), TimeOfDay, clock, Any);

fine!(
    OffsetDateTime, UtcDateTime, PrimitiveDateTime, Time => |it, nanosecond| it.nanosecond(),
    it.replace_nanosecond(nanosecond)
);

pub(crate) fn instant(it: OffsetDateTime) -> Result<DateTime<Utc>, EncodeError> {
    let sent = DateTime::from_timestamp(it.unix_timestamp(), it.nanosecond());
    sent.map(Fine::in_microseconds).ok_or_else(too_far_to_send)
}

pub(crate) fn utc_instant(it: UtcDateTime) -> Result<DateTime<Utc>, EncodeError> {
    instant(it.into())
}

pub(crate) fn day_and_time(it: PrimitiveDateTime) -> Result<NaiveDateTime, EncodeError> {
    Ok(NaiveDateTime::new(day(it.date())?, time_of_day(it.time())?))
}

pub(crate) fn day(it: Date) -> Result<NaiveDate, EncodeError> {
    NaiveDate::from_yo_opt(it.year(), it.ordinal().into()).ok_or_else(too_far_to_send)
}

pub(crate) fn time_of_day(it: Time) -> Result<NaiveTime, EncodeError> {
    let (hour, minute, second, nanosecond) = it.as_hms_nano();
    let sent = NaiveTime::from_hms_nano_opt(hour.into(), minute.into(), second.into(), nanosecond);
    sent.map(Fine::in_microseconds).ok_or_else(too_far_to_send)
}

fn epoch() -> Result<Date, DecodeError> {
    Date::from_ordinal_date(2000, 1).map_err(DecodeError::new)
}

fn local(wire: Instant) -> Result<PrimitiveDateTime, DecodeError> {
    epoch()?.midnight().checked_add(Duration::microseconds(wire.microseconds()?)).ok_or_else(too_far)
}

fn date(wire: Day) -> Result<Date, DecodeError> {
    epoch()?.checked_add(Duration::days(wire.days()?.into())).ok_or_else(too_far)
}

fn clock(wire: TimeOfDay) -> Result<Time, DecodeError> {
    let (seconds, nanoseconds) = wire.parts()?;
    Ok(Time::MIDNIGHT + Duration::new(seconds.into(), nanoseconds.cast_signed()))
}
