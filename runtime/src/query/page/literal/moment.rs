//! Dates and times in the form of JSON, and the first and last that PostgreSQL knows.

const DAY: i64 = 86_400_000_000;

/// `2024-02-29`, `0044-03-15 BC`
pub(in crate::query::page) fn is_date(text: &str) -> bool {
    let (text, before_christ) = era(text);
    let last = days(5_874_897, 12, 31);
    is_infinite(text) && !before_christ
        || date(text, before_christ).is_some_and(|day| (first_day()..=last).contains(&day))
}

/// `23:59:59.999999`, `24:00:00`
pub(in crate::query::page) fn is_time(text: &str) -> bool {
    time(text).is_some_and(|time| time <= DAY)
}

/// `12:00:00+02`
pub(in crate::query::page) fn is_time_with_zone(text: &str) -> bool {
    zoned(text).is_some_and(|(text, _)| is_time(text))
}

/// `2024-02-29T12:00:00`
pub(in crate::query::page) fn is_timestamp(text: &str) -> bool {
    let (text, before_christ) = era(text);
    is_infinite(text) && !before_christ || timestamp(text, before_christ).is_some_and(is_known)
}

/// `2024-02-29T12:00:00+02:00`
pub(in crate::query::page) fn is_instant(text: &str) -> bool {
    let (text, before_christ) = era(text);
    let instant = || {
        let (local, offset) = zoned(text)?;
        Some(timestamp(local, before_christ)? - offset)
    };
    is_infinite(text) && !before_christ || instant().is_some_and(is_known)
}

fn is_infinite(text: &str) -> bool {
    matches!(text, "infinity" | "-infinity")
}

fn era(text: &str) -> (&str, bool) {
    text.strip_suffix(" BC").map_or((text, false), |text| (text, true))
}

/// Julian day 0.
fn first_day() -> i64 {
    days(-4713, 11, 24)
}

fn is_known(microseconds: i64) -> bool {
    (first_day() * DAY..days(294_277, 1, 1) * DAY).contains(&microseconds)
}

/// In microseconds from 2000-01-01, which is far enough from the ends of an `i64`.
fn timestamp(text: &str, before_christ: bool) -> Option<i64> {
    let (day, clock) = text.split_once('T')?;
    let day = date(day, before_christ).filter(|day| day.abs() < 200_000_000)?;
    Some(day * DAY + time(clock).filter(|time| *time < DAY)?)
}

/// The day from 2000-01-01.
fn date(text: &str, before_christ: bool) -> Option<i64> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let year = digits(year, year.len()).filter(|number| *number > 0 && (4..8).contains(&year.len()))?;
    let year = if before_christ { 1 - year } else { year };
    let fits = parts.next().is_none() && (1..=12).contains(&month) && (1..=length(year, month)).contains(&day);
    fits.then(|| days(year, month, day))
}

fn length(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 2000-01-01: years that begin with March have the leap day at their end.
const fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month < 3 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - 730_425
}

/// In microseconds; the first of the next day at most.
fn time(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut parts = whole.split(':');
    let mut part = || digits(parts.next()?, 2);
    let (hours, minutes, seconds) = (part()?, part()?, part()?);
    let fraction = match fraction {
        Some(fraction) if (1..=6).contains(&fraction.len()) => digits(&format!("{fraction:0<6}"), 6)?,
        Some(_) => return None,
        None => 0,
    };
    let microseconds = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + fraction;
    (parts.next().is_none() && minutes < 60 && seconds < 60 && microseconds <= DAY).then_some(microseconds)
}

/// What stands before the zone, and the zone in microseconds: `+02`, `-03:30`, and before 1900 `+01:05:21`.
fn zoned(text: &str) -> Option<(&str, i64)> {
    let (text, zone) = text.split_at_checked(text.rfind(['+', '-'])?)?;
    let mut parts = zone[1..].split(':').map(|part| digits(part, 2));
    let (hours, minutes, seconds) =
        (parts.next()??, parts.next().unwrap_or(Some(0))?, parts.next().unwrap_or(Some(0))?);
    let offset = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000;
    let fits = parts.next().is_none() && hours < 16 && minutes < 60 && seconds < 60;
    fits.then_some((text, if zone.starts_with('-') { -offset } else { offset }))
}

fn digits(text: &str, count: usize) -> Option<i64> {
    let fits = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_end_where_postgresql_ends() {
        for text in
            ["2024-02-29", "0001-01-01", "0001-02-29 BC", "4714-11-24 BC", "5874897-12-31", "infinity", "-infinity"]
        {
            assert!(is_date(text), "{text}");
        }
        for text in [
            "",
            "2023-02-29",
            "2024-13-01",
            "2024-00-01",
            "2024-1-1",
            "0000-01-01",
            "4714-11-23 BC",
            "5874898-01-01",
            "02024-01-01x",
            "24-01-01",
            "infinity BC",
            "today",
            "2024-01-01T00:00:00",
            "-2024-01-01",
            "99999999-01-01",
        ] {
            assert!(!is_date(text), "{text}");
        }
    }

    #[test]
    fn times_end_with_the_day() {
        for text in ["00:00:00", "23:59:59.999999", "24:00:00", "12:00:00.5"] {
            assert!(is_time(text), "{text}");
        }
        for text in [
            "",
            "24:00:00.000001",
            "24:00:01",
            "12:60:00",
            "12:00:60",
            "12:00",
            "1:00:00",
            "12:00:00.",
            "12:00:00.1234567",
            "12:00:00+02",
        ] {
            assert!(!is_time(text), "{text}");
        }
        assert!(
            is_time_with_zone("12:00:00-15:59:59")
                && !is_time_with_zone("12:00:00-16")
                && !is_time_with_zone("12:00:00")
        );
    }

    #[test]
    fn timestamps_end_where_postgresql_ends() {
        for text in ["2024-02-29T12:00:00.5", "4714-11-24T00:00:00 BC", "294276-12-31T23:59:59.999999", "infinity"] {
            assert!(is_timestamp(text), "{text}");
        }
        for text in [
            "",
            "2024-02-29",
            "2024-02-29 12:00:00",
            "4714-11-23T23:59:59.999999 BC",
            "294277-01-01T00:00:00",
            "2024-02-29T24:00:00",
            "2024-02-29T12:00:00Z",
            "9999999-01-01T00:00:00",
            "now",
        ] {
            assert!(!is_timestamp(text), "{text}");
        }
        for text in [
            "1800-01-01T01:05:21+01:05:21",
            "294277-01-01T13:59:59.999999+14:00",
            "4714-11-23T13:30:40-10:29:20 BC",
            "-infinity",
        ] {
            assert!(is_instant(text), "{text}");
        }
        for text in [
            "2024-02-29T12:00:00",
            "2024-02-29T12:00:00Z",
            "2024-02-29T12:00:00+16:00",
            "294276-12-31T23:59:59-00:01",
            "4714-11-24T00:00:00+00:01 BC",
            "2024-02-29T12:00:00+2",
        ] {
            assert!(!is_instant(text), "{text}");
        }
    }

    #[test]
    fn days_are_counted_as_chrono_counts_them() {
        let epoch = chrono::NaiveDate::from_ymd_opt(2000, 1, 1).unwrap();
        for year in [-4713, -401, -400, -101, -4, -1, 0, 1, 4, 100, 400, 1899, 1900, 1999, 2000, 2024, 2100, 262_000] {
            for (month, day) in [(1, 1), (2, 28), (3, 1), (12, 31)] {
                let date = chrono::NaiveDate::from_ymd_opt(year, month, day).unwrap();
                assert_eq!(days(year.into(), month.into(), day.into()), (date - epoch).num_days(), "{date}");
            }
        }
    }
}
