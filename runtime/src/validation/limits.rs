//! The limits of each SQL type within the values of its Rust type.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use sea_query::Value;

use super::error::Limit;
use crate::SqlType;

/// Returns the limit that the value exceeds, and the message without the name of the column. For an array, this is the
/// first element that exceeds a limit.
pub(super) fn broken(sql_type: SqlType, value: &Value) -> Option<(Limit, String)> {
    match (sql_type, value) {
        (SqlType::Array(element), Value::Array(_, Some(values))) => {
            values.iter().find_map(|value| broken(*element, value))
        }
        (SqlType::Varchar(most) | SqlType::Char(most), Value::String(Some(text))) => {
            length(most, text).or_else(|| unformed(sql_type, value))
        }
        (SqlType::NumericSized(precision, scale), Value::String(Some(number))) => {
            digits_of_text(precision.saturating_sub(scale), scale, number).or_else(|| unformed(sql_type, value))
        }
        #[cfg(feature = "rust_decimal")]
        (SqlType::NumericSized(precision, scale), Value::Decimal(Some(number))) => {
            digits(precision.saturating_sub(scale), scale, *number)
        }
        _ => unformed(sql_type, value),
    }
}

/// Why PostgreSQL has no such value of the type, whatever its length. Of an array, also of values that a column is compared with.
pub(super) fn unformed(sql_type: SqlType, value: &Value) -> Option<(Limit, String)> {
    match (sql_type, value) {
        (SqlType::Array(element), Value::Array(_, Some(values))) => {
            values.iter().find_map(|value| unformed(*element, value))
        }
        (_, Value::Array(_, Some(values))) => values.iter().find_map(|value| unformed(sql_type, value)),
        (SqlType::Jsonb, Value::String(Some(document))) => names_nul(document).then(nul),
        (_, Value::String(Some(text))) => characters(text),
        (_, Value::ChronoDate(Some(date))) => day(*date),
        (_, Value::ChronoTime(Some(time))) => end_of_day(*time),
        (_, Value::ChronoDateTime(Some(time))) => day(time.date()),
        (_, Value::ChronoDateTimeUtc(Some(time))) => day(time.date_naive()),
        _ => None,
    }
}

/// Returns the limit if a text has more characters.
pub(super) fn longer(most: u32, value: &Value) -> Option<(Limit, String)> {
    match value {
        Value::String(Some(text)) => length(most, text),
        _ => None,
    }
}

fn length(most: u32, text: &str) -> Option<(Limit, String)> {
    // A character has at least one byte, so most texts need no count.
    let fits = text.len() <= most as usize || text.chars().nth(most as usize).is_none();
    (!fits).then(|| (Limit::Characters(most), format!("must have at most {most} characters")))
}

/// PostgreSQL stores every character except NUL.
fn characters(text: &str) -> Option<(Limit, String)> {
    // Faster than a search for a character.
    text.as_bytes().contains(&0).then(nul)
}

fn nul() -> (Limit, String) {
    (Limit::Form, "must not contain the character NUL".to_owned())
}

/// Returns whether a document contains `\u0000`, which jsonb refuses. An escaped backslash `\\` followed by `u0000` is
/// not one.
fn names_nul(document: &str) -> bool {
    let backslashes = |before: &str| before.len() - before.trim_end_matches('\\').len();
    document.match_indices("\\u0000").any(|(at, _)| backslashes(&document[..at]) % 2 == 0)
}

/// The first day in PostgreSQL is 4714-11-24 BC. The last one is beyond the range of chrono.
const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(-4713, 11, 24) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

fn day(date: NaiveDate) -> Option<(Limit, String)> {
    (date < FIRST_DAY).then(|| (Limit::Form, "must not be before 4714-11-24 BC".to_owned()))
}

/// A leap second counts as the first second of the next minute. The end of a day has no next minute.
fn end_of_day(time: NaiveTime) -> Option<(Limit, String)> {
    let fits = time.signed_duration_since(NaiveTime::MIN) < TimeDelta::days(1);
    (!fits).then(|| (Limit::Form, "must be before 24:00".to_owned()))
}

/// PostgreSQL would round additional digits after the decimal point silently.
pub(super) fn too_many_digits(before: u16, after: u16) -> (Limit, String) {
    let rest = format!("must have at most {before} digits before the decimal point and {after} after it");
    (Limit::Digits { before, after }, rest)
}

/// The number of digits after the decimal point, or the largest one of an array.
pub(super) fn digits_of(value: &Value) -> u16 {
    match value {
        Value::Array(_, Some(values)) => values.iter().map(digits_of).max().unwrap_or_default(),
        Value::String(Some(number)) => places(number).map_or(0, |(_, after)| u16::try_from(after).unwrap_or(u16::MAX)),
        #[cfg(feature = "rust_decimal")]
        Value::Decimal(Some(number)) => u16::try_from(fraction_digits(*number)).unwrap_or(u16::MAX),
        _ => 0,
    }
}

#[cfg(feature = "rust_decimal")]
fn digits(before: u16, after: u16, number: rust_decimal::Decimal) -> Option<(Limit, String)> {
    let fits = whole_digits(number) <= before.into() && fraction_digits(number) <= after.into();
    (!fits).then(|| too_many_digits(before, after))
}

/// The same for a number that is sent as text. The server checks whether the text is a number.
fn digits_of_text(before: u16, after: u16, number: &str) -> Option<(Limit, String)> {
    let (whole, fraction) = places(number)?;
    let fits = whole <= before.into() && fraction <= after.into();
    (!fits).then(|| too_many_digits(before, after))
}

/// Returns the number of digits of `12.50` or `-1e7` before and after the decimal point, without leading and trailing
/// zeros. Returns `None` for zero.
fn places(number: &str) -> Option<(i64, i64)> {
    let (mantissa, power) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let mantissa = mantissa.trim_start_matches(['+', '-']);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let count = |digits: &str| i64::try_from(digits.len()).unwrap_or(i64::MAX);
    let point = count(whole).saturating_add(power.parse().ok()?);
    let (first, last) = (digits.trim_start_matches('0'), count(digits.trim_end_matches('0')));
    let is_number = last > 0 && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| (point.saturating_sub(count(&digits) - count(first)), last.saturating_sub(point)))
}

#[cfg(feature = "rust_decimal")]
fn whole_digits(number: rust_decimal::Decimal) -> u32 {
    number.trunc().mantissa().unsigned_abs().checked_ilog10().map_or(0, |log| log + 1)
}

/// Counts without trailing zeros; they are only searched for if there are digits.
#[cfg(feature = "rust_decimal")]
fn fraction_digits(number: rust_decimal::Decimal) -> u32 {
    if number.scale() == 0 { 0 } else { number.normalize().scale() }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;
    use sea_query::ArrayType;

    use super::*;

    fn limit(sql_type: SqlType, value: impl Into<Value>) -> Option<Limit> {
        broken(sql_type, &value.into()).map(|(limit, _)| limit)
    }

    #[test]
    fn nul_is_no_character_of_a_text() {
        assert_eq!(limit(SqlType::Text, "a\0"), Some(Limit::Form));
        assert_eq!(limit(SqlType::Varchar(9), "a\0"), Some(Limit::Form));
        assert_eq!(limit(SqlType::Varchar(1), "a\0"), Some(Limit::Characters(1)));
        assert_eq!(limit(SqlType::Bytea, vec![0_u8]), None);
        assert_eq!(limit(SqlType::Text, "\\u0000"), None);
    }

    #[test]
    fn nul_is_found_in_a_document_as_json_writes_it() {
        assert_eq!(limit(SqlType::Jsonb, r#""\u0000""#), Some(Limit::Form));
        assert_eq!(limit(SqlType::Jsonb, r#""\\\u0000""#), Some(Limit::Form));
        assert_eq!(limit(SqlType::Jsonb, r#""\\u0000""#), None);
        // The type json stores the text unchanged.
        assert_eq!(limit(SqlType::Json, r#""\u0000""#), None);
    }

    #[test]
    fn a_leap_second_is_one_of_the_next_minute() {
        let leap = |hour, minute| NaiveTime::from_hms_nano_opt(hour, minute, 59, 1_500_000_000).unwrap();
        assert_eq!(limit(SqlType::Time, leap(12, 30)), None);
        assert_eq!(limit(SqlType::Time, leap(23, 59)), Some(Limit::Form));
        assert_eq!(limit(SqlType::Time, NaiveTime::from_hms_nano_opt(23, 59, 59, 999_999_999).unwrap()), None);
    }

    #[test]
    fn digits_of_a_text_are_counted_on_both_sides_of_the_point() {
        for fits in [
            "0", "-0.00", "999.99", "-999.99", "0.01", "1.500", "12", "0012", "1e2", "1E+2", "99999e-2", "1.5e1",
            "NaN", "", ".",
        ] {
            assert_eq!(limit(SqlType::NumericSized(5, 2), fits), None, "{fits}");
        }
        for refused in [
            "1000",
            "-1000.00",
            "0.001",
            "999.999",
            "1e3",
            "1e-3",
            "12345e-3",
            "1e9223372036854775807",
            "1e-9223372036854775808",
        ] {
            let digits = Limit::Digits { before: 3, after: 2 };
            assert_eq!(limit(SqlType::NumericSized(5, 2), refused), Some(digits), "{refused}");
        }
    }

    #[test]
    fn an_array_has_the_limit_of_its_elements() {
        let array = |texts: [&str; 2]| {
            Value::Array(ArrayType::String, Some(Box::new(texts.into_iter().map(Value::from).collect())))
        };
        assert_eq!(limit(SqlType::Array(&SqlType::Varchar(2)), array(["a", "bc"])), None);
        assert_eq!(limit(SqlType::Array(&SqlType::Varchar(1)), array(["a", "bc"])), Some(Limit::Characters(1)));
    }

    #[test]
    fn days_begin_where_postgresql_begins() {
        let before = FIRST_DAY.pred_opt().unwrap();
        assert_eq!(limit(SqlType::Date, FIRST_DAY), None);
        assert_eq!(limit(SqlType::Date, before), Some(Limit::Form));
        assert_eq!(limit(SqlType::Timestamp, NaiveDateTime::new(before, NaiveTime::MIN)), Some(Limit::Form));
        assert_eq!(
            limit(SqlType::TimestampTz, NaiveDateTime::new(before, NaiveTime::MIN).and_utc()),
            Some(Limit::Form)
        );
        assert_eq!(limit(SqlType::Date, NaiveDate::MAX), None);
    }
}
