//! Literals of dates, times and UUIDs, parsed in const evaluation: the forms that PostgreSQL reads the same with every setting.

use crate::SqlType;

/// Whether a text is a date, a time or a timestamp, as the type requires.
#[inline]
pub(super) const fn is_one(sql_type: SqlType, text: &str) -> bool {
    let bytes = text.as_bytes();
    match sql_type {
        SqlType::Date => ends(date(bytes), bytes),
        SqlType::Time => ends(time(bytes, 0), bytes),
        SqlType::Timestamp => ends(instant(bytes), bytes),
        SqlType::TimestampTz => match instant(bytes) {
            Some(at) => is_zone(bytes, at),
            None => false,
        },
        _ => false,
    }
}

/// Whether a literal has only zeros after that many digits of a second: PostgreSQL would round other digits.
#[inline]
pub(super) const fn has_room(text: &str, digits: u8) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() && bytes[at] != b'.' {
        at += 1;
    }
    let end = at + 1 + digits as usize;
    at += 1;
    while at < bytes.len() && bytes[at].is_ascii_digit() {
        if at >= end && bytes[at] != b'0' {
            return false;
        }
        at += 1;
    }
    true
}

#[inline]
const fn ends(at: Option<usize>, bytes: &[u8]) -> bool {
    matches!(at, Some(at) if at == bytes.len())
}

/// `0198c0de-0000-7000-8000-000000000000`
#[inline]
pub(super) const fn is_uuid(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let dash = matches!(at, 8 | 13 | 18 | 23);
        if dash != (bytes[at] == b'-') || !(dash || bytes[at].is_ascii_hexdigit()) {
            return false;
        }
        at += 1;
    }
    bytes.len() == 36
}

/// `2024-02-29`; where it ends.
#[inline]
const fn date(bytes: &[u8]) -> Option<usize> {
    let (Some(year), Some(month), Some(day)) = (number(bytes, 0, 4), number(bytes, 5, 2), number(bytes, 8, 2)) else {
        return None;
    };
    let fits = bytes[4] == b'-' && bytes[7] == b'-' && year > 0 && day > 0 && day <= days(year, month);
    if fits { Some(10) } else { None }
}

#[inline]
const fn days(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

/// `23:59`, `23:59:59`, `23:59:59.999999`; where it ends.
#[inline]
const fn time(bytes: &[u8], at: usize) -> Option<usize> {
    let (Some(hour), Some(minute)) = (number(bytes, at, 2), number(bytes, at + 3, 2)) else { return None };
    if hour > 23 || minute > 59 || bytes[at + 2] != b':' {
        return None;
    }
    match number(bytes, at + 6, 2) {
        Some(second) if bytes[at + 5] == b':' => {
            if second > 59 {
                None
            } else {
                fraction(bytes, at + 8)
            }
        }
        _ => Some(at + 5),
    }
}

/// `.999999`, or empty.
#[inline]
const fn fraction(bytes: &[u8], at: usize) -> Option<usize> {
    if at >= bytes.len() || bytes[at] != b'.' {
        return Some(at);
    }
    let mut end = at + 1;
    while end < bytes.len() && bytes[end].is_ascii_digit() {
        end += 1;
    }
    if end - at > 1 && end - at <= 7 { Some(end) } else { None }
}

/// `2024-02-29 23:59`, with a space or a `T`; where it ends.
#[inline]
const fn instant(bytes: &[u8]) -> Option<usize> {
    match date(bytes) {
        Some(at) if at < bytes.len() && matches!(bytes[at], b' ' | b'T') => time(bytes, at + 1),
        _ => None,
    }
}

/// `Z`, `+02` or `-03:30`, up to the end.
#[inline]
const fn is_zone(bytes: &[u8], at: usize) -> bool {
    match bytes.len() - at {
        1 => bytes[at] == b'Z',
        3 | 6 => {
            let minutes = bytes.len() - at == 3
                || bytes[at + 3] == b':' && matches!(number(bytes, at + 4, 2), Some(minutes) if minutes < 60);
            matches!(bytes[at], b'+' | b'-') && matches!(number(bytes, at + 1, 2), Some(hours) if hours < 16) && minutes
        }
        _ => false,
    }
}

/// That many digits from the position.
#[inline]
const fn number(bytes: &[u8], from: usize, count: usize) -> Option<u32> {
    if from + count > bytes.len() {
        return None;
    }
    let (mut at, mut number) = (from, 0);
    while at < from + count {
        if !bytes[at].is_ascii_digit() {
            return None;
        }
        number = number * 10 + (bytes[at] - b'0') as u32;
        at += 1;
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_that_are_read_the_same_everywhere() {
        for (sql_type, texts) in [
            (SqlType::Date, ["2024-02-29", "0001-01-01", "9999-12-31"].as_slice()),
            (SqlType::Time, &["00:00", "23:59:59", "12:00:00.5", "12:00:00.123456"]),
            (SqlType::Timestamp, &["2024-02-29 23:59", "2024-02-29T23:59:59.5"]),
            (SqlType::TimestampTz, &["2024-02-29 23:59Z", "2024-02-29T23:59:59.5+02", "2024-02-29 00:00-03:30"]),
        ] {
            texts.iter().for_each(|text| assert!(is_one(sql_type, text), "{text}"));
        }
        assert!(is_uuid("0198c0de-0000-7000-8000-00000000000F"));
    }

    #[test]
    fn digits_of_a_second_have_room() {
        for text in ["23:59", "23:59:59.99", "23:59:59.990000", "2024-02-29 23:59:59.5+02"] {
            assert!(has_room(text, 2), "{text}");
        }
        for text in ["23:59:59.999", "2024-02-29 23:59:59.001+02", "2024-02-29T23:59:59.999Z"] {
            assert!(!has_room(text, 2), "{text}");
        }
        assert!(has_room("23:59:59.0", 0) && !has_room("23:59:59.1", 0));
    }

    #[test]
    fn literals_that_are_none() {
        for (sql_type, texts) in [
            (
                SqlType::Date,
                ["", "2023-02-29", "2024-13-01", "2024-1-1", "0000-01-01", "today", "2024-01-01 "].as_slice(),
            ),
            (SqlType::Time, &["", "24:00", "1:00", "12:60", "12:00:60", "12:00:00.", "12:00:00.1234567", "12:00:0"]),
            (SqlType::Timestamp, &["2024-02-29", "now", "2024-02-29 23:59Z"]),
            (
                SqlType::TimestampTz,
                &["2024-02-29 23:59", "2024-02-29 23:59+2", "2024-02-29 23:59+99", "2024-02-29 23:59 Z"],
            ),
            (SqlType::Text, &["2024-02-29"]),
        ] {
            texts.iter().for_each(|text| assert!(!is_one(sql_type, text), "{text}"));
        }
        assert!(!is_uuid("0198c0de-0000-7000-8000-0000000000") && !is_uuid("0198c0de00007000800000000000000000000"));
    }
}
