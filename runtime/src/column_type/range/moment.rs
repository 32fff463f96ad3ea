//! Dates and instants in the text form of PostgreSQL with the style ISO, in UTC.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

/// The first day in PostgreSQL. The last one is beyond the range of chrono.
const FIRST_DAY: Option<NaiveDate> = NaiveDate::from_ymd_opt(-4713, 11, 24);

pub(super) fn is_stored_day(day: NaiveDate) -> bool {
    FIRST_DAY.is_some_and(|first| day >= first)
}

pub(super) fn is_stored_instant(instant: DateTime<Utc>) -> bool {
    is_stored_day(instant.date_naive())
}

/// `2024-02-29`, `0044-03-15 BC`
pub(super) fn day(day: NaiveDate) -> String {
    dated(day, "")
}

/// `2024-02-29 12:00:00.5+00`
pub(super) fn instant(instant: DateTime<Utc>) -> String {
    let time = instant.time().to_string();
    let time = if time.contains('.') { time.trim_end_matches('0').trim_end_matches('.') } else { &time };
    dated(instant.date_naive(), &format!(" {time}+00"))
}

/// PostgreSQL has no year 0 and no negative years: the year before 1 is 1 BC, and BC is the last part.
fn dated(day: NaiveDate, time: &str) -> String {
    let (year, era) = if day.year() > 0 { (day.year(), "") } else { (1 - day.year(), " BC") };
    format!("{year:04}-{:02}-{:02}{time}{era}", day.month(), day.day())
}

fn era(text: &str) -> (&str, bool) {
    text.strip_suffix(" BC").map_or((text, false), |text| (text, true))
}

pub(super) fn read_day(text: &str) -> Option<NaiveDate> {
    let (text, before_christ) = era(text);
    date(text, before_christ)
}

fn date(text: &str, before_christ: bool) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let mut part = |least: usize| {
        let digits = parts.next()?;
        let is_number = digits.len() >= least && digits.bytes().all(|digit| digit.is_ascii_digit());
        digits.parse::<u32>().ok().filter(|_| is_number)
    };
    let (year, month, day) = (i32::try_from(part(4)?).ok()?, part(2)?, part(2)?);
    let year = if before_christ { 1_i32.checked_sub(year)? } else { year };
    let is_year = if before_christ { year < 1 } else { year > 0 };
    NaiveDate::from_ymd_opt(year, month, day).filter(|_| is_year && parts.next().is_none())
}

/// Reads an instant with a blank or `T` before the time, and any offset.
pub(super) fn read_instant(text: &str) -> Option<DateTime<Utc>> {
    let (text, before_christ) = era(text);
    let (day, clock) = text.split_once(['T', ' '])?;
    let (time, offset) = match clock.strip_suffix(['Z', 'z']) {
        Some(time) => (time, 0),
        None => {
            let (time, zone) = clock.split_at_checked(clock.rfind(['+', '-'])?)?;
            (time, offset(zone)?)
        }
    };
    let time = NaiveTime::parse_from_str(time, "%H:%M:%S%.f").ok()?;
    let local = NaiveDateTime::new(date(day, before_christ)?, time);
    local.checked_sub_signed(TimeDelta::seconds(offset)).map(|instant| instant.and_utc())
}

/// In seconds: `+02`, `-03:30`, and before 1900 `+01:05:21`.
fn offset(zone: &str) -> Option<i64> {
    let mut parts = zone.get(1..)?.split(':').map(|part| {
        let is_number = part.len() == 2 && part.bytes().all(|digit| digit.is_ascii_digit());
        part.parse::<i64>().ok().filter(|_| is_number)
    });
    let (hours, minutes, seconds) =
        (parts.next()??, parts.next().unwrap_or(Some(0))?, parts.next().unwrap_or(Some(0))?);
    let fits = parts.next().is_none() && hours < 16 && minutes < 60 && seconds < 60;
    let offset = (hours * 60 + minutes) * 60 + seconds;
    fits.then_some(if zone.starts_with('-') { -offset } else { offset })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_they_are_written() {
        for text in ["2024-02-29", "0001-01-01", "0044-03-15 BC", "4714-11-24 BC", "12024-02-03"] {
            let read = read_day(text).unwrap();
            assert_eq!(day(read), text);
            assert!(is_stored_day(read), "{text}");
        }
        for text in ["", "2023-02-29", "24-01-01", "0000-01-01", "2024-1-1", "-2024-01-01", "infinity", "2024-01-01 "] {
            assert_eq!(read_day(text), None, "{text}");
        }
        assert!(!is_stored_day(read_day("4714-11-23 BC").unwrap()));
    }

    #[test]
    fn instants_are_read_with_any_offset_and_written_in_utc() {
        for (text, written) in [
            ("2024-02-29 12:00:00+00", "2024-02-29 12:00:00+00"),
            ("2024-02-29T12:00:00.5Z", "2024-02-29 12:00:00.5+00"),
            ("2024-02-29 12:00:00.000001+05:30", "2024-02-29 06:30:00.000001+00"),
            ("1800-01-01 01:05:21+01:05:21", "1800-01-01 00:00:00+00"),
            ("0001-01-01 00:00:00+00 BC", "0001-01-01 00:00:00+00 BC"),
        ] {
            assert_eq!(instant(read_instant(text).unwrap()), written);
        }
        for text in ["", "2024-02-29", "2024-02-29 12:00:00", "2024-02-29 25:00:00+00", "now", "infinity", "x T+é"] {
            assert_eq!(read_instant(text), None, "{text}");
        }
    }
}
