//! What each SQL type takes of the values that its Rust type has.

use chrono::NaiveDate;
use sea_query::Value;

use super::Limit;
use crate::SqlType;

/// The limit that the value breaks, and what is said of it behind the name of its column. Of an array, the first element that breaks one.
pub(super) fn broken(sql_type: SqlType, value: &Value) -> Option<(Limit, String)> {
    match (sql_type, value) {
        (SqlType::Array(element), Value::Array(_, Some(values))) => {
            values.iter().find_map(|value| broken(*element, value))
        }
        (SqlType::Varchar(most) | SqlType::Char(most), Value::String(Some(text))) => {
            length(most, text).or_else(|| characters(text))
        }
        (SqlType::Jsonb, Value::String(Some(document))) => names_nul(document).then(nul),
        (_, Value::String(Some(text))) => characters(text),
        (_, Value::ChronoDate(Some(date))) => day(*date),
        (_, Value::ChronoDateTime(Some(time))) => day(time.date()),
        (_, Value::ChronoDateTimeUtc(Some(time))) => day(time.date_naive()),
        #[cfg(feature = "rust_decimal")]
        (SqlType::NumericSized(precision, scale), Value::Decimal(Some(number))) => {
            digits(precision.saturating_sub(scale), scale, *number)
        }
        _ => None,
    }
}

fn length(most: u32, text: &str) -> Option<(Limit, String)> {
    // A character is a byte at least, so that most texts need not be counted.
    let fits = text.len() <= most as usize || text.chars().nth(most as usize).is_none();
    (!fits).then(|| (Limit::Characters(most), format!("must have at most {most} characters")))
}

/// PostgreSQL stores every character but one.
fn characters(text: &str) -> Option<(Limit, String)> {
    text.contains('\0').then(nul)
}

fn nul() -> (Limit, String) {
    (Limit::Form, "must not contain the character NUL".to_owned())
}

/// Whether a document holds `\u0000`, which jsonb refuses, and not the backslash `\\` with `u0000` behind it.
fn names_nul(document: &str) -> bool {
    let backslashes = |before: &str| before.len() - before.trim_end_matches('\\').len();
    document.match_indices("\\u0000").any(|(at, _)| backslashes(&document[..at]) % 2 == 0)
}

/// The first day that PostgreSQL knows, 4714-11-24 BC. Its last one is beyond chrono's.
const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(-4713, 11, 24) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

fn day(date: NaiveDate) -> Option<(Limit, String)> {
    (date < FIRST_DAY).then(|| (Limit::Form, "must not be before 4714-11-24 BC".to_owned()))
}

/// PostgreSQL rounds what has too many digits after the point; money is not lost so quietly here.
#[cfg(feature = "rust_decimal")]
fn digits(before: u16, after: u16, number: rust_decimal::Decimal) -> Option<(Limit, String)> {
    let fits = whole_digits(number) <= before.into() && fraction_digits(number) <= after.into();
    let rest = || format!("must have at most {before} digits before the decimal point and {after} after it");
    (!fits).then(|| (Limit::Digits { before, after }, rest()))
}

#[cfg(feature = "rust_decimal")]
fn whole_digits(number: rust_decimal::Decimal) -> u32 {
    number.trunc().mantissa().unsigned_abs().checked_ilog10().map_or(0, |log| log + 1)
}

/// Without the zeros at the end, which are looked for only where there are digits.
#[cfg(feature = "rust_decimal")]
fn fraction_digits(number: rust_decimal::Decimal) -> u32 {
    if number.scale() == 0 { 0 } else { number.normalize().scale() }
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDateTime, NaiveTime};
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
        // The type json keeps the text as it is.
        assert_eq!(limit(SqlType::Json, r#""\u0000""#), None);
    }

    #[test]
    fn an_array_is_held_to_the_limit_of_its_elements() {
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
