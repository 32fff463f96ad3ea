//! Array literals of PostgreSQL. The arrays of a batch are sent as these texts (see [`super::cast::element`]).

use std::fmt::Write;
use std::iter::Peekable;
use std::str::Chars;

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use sea_query::Value;

use crate::EncodeError;

/// `{"one","two"}` as text, or NULL.
pub(super) fn render(array: Value) -> Result<Value, EncodeError> {
    match array {
        Value::Array(_, Some(elements)) => literal(*elements).map(|text| Value::String(Some(text))),
        _ => Ok(Value::String(None)),
    }
}

fn literal(elements: Vec<Value>) -> Result<String, EncodeError> {
    let texts: Vec<_> = elements.into_iter().map(written).collect::<Result<_, _>>()?;
    Ok(of_texts(texts.into_iter().map(Some)))
}

/// All elements are quoted, so that none is read as NULL or ends the array.
pub(super) fn of_texts(elements: impl IntoIterator<Item = Option<String>>) -> String {
    let mut text = String::from("{");
    for (at, element) in elements.into_iter().enumerate() {
        text.push_str(if at == 0 { "" } else { "," });
        match element {
            Some(element) => {
                text.push('"');
                escape(&mut text, &element);
                text.push('"');
            }
            None => text.push_str("NULL"),
        }
    }
    text.push('}');
    text
}

/// The elements of an array with one dimension, as PostgreSQL writes it.
pub(super) fn elements(literal: &str) -> Option<Vec<Option<String>>> {
    let mut letters = literal.strip_prefix('{')?.strip_suffix('}')?.chars().peekable();
    let mut elements = Vec::new();
    while letters.peek().is_some() {
        if !elements.is_empty() {
            letters.next_if_eq(&',')?;
        }
        elements.push(element(&mut letters)?);
    }
    Some(elements)
}

/// The outer Option is `None` for an invalid literal, the inner one for NULL.
#[expect(clippy::option_option, reason = "NULL is an element")]
fn element(letters: &mut Peekable<Chars<'_>>) -> Option<Option<String>> {
    let mut element = String::new();
    if letters.next_if_eq(&'"').is_none() {
        let is_plain = |letter: &char| !matches!(letter, ',' | '{' | '}' | '"' | '\\');
        while let Some(letter) = letters.next_if(is_plain) {
            element.push(letter);
        }
        return (!element.is_empty()).then(|| Some(element).filter(|element| element != "NULL"));
    }
    loop {
        match letters.next()? {
            '"' => return Some(Some(element)),
            '\\' => element.push(letters.next()?),
            letter => element.push(letter),
        }
    }
}

fn escape(text: &mut String, element: &str) {
    for letter in element.chars() {
        if matches!(letter, '"' | '\\') {
            text.push('\\');
        }
        text.push(letter);
    }
}

/// Renders a value as a text that PostgreSQL reads the same in every session.
fn written(value: Value) -> Result<String, EncodeError> {
    Ok(match value {
        Value::Bool(Some(value)) => value.to_string(),
        Value::SmallInt(Some(value)) => value.to_string(),
        Value::Int(Some(value)) => value.to_string(),
        Value::BigInt(Some(value)) => value.to_string(),
        Value::Float(Some(value)) => value.to_string(),
        Value::Double(Some(value)) => value.to_string(),
        Value::String(Some(value)) => value,
        Value::Bytes(Some(value)) => hexadecimal(&value),
        Value::Uuid(Some(value)) => value.to_string(),
        Value::ChronoDate(Some(value)) => dated(value, ""),
        Value::ChronoTime(Some(value)) => value.to_string(),
        Value::ChronoDateTime(Some(value)) => timed(value, ""),
        Value::ChronoDateTimeUtc(Some(value)) => timed(value.naive_utc(), "+00"),
        #[cfg(feature = "rust_decimal")]
        Value::Decimal(Some(value)) => value.to_string(),
        other => return Err(EncodeError::new(format!("arrays of {:?} are not supported", other.array_type()))),
    })
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold("\\x".to_owned(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn timed(value: NaiveDateTime, zone: &str) -> String {
    dated(value.date(), &format!(" {}{zone}", value.time()))
}

/// PostgreSQL has no year 0 and no negative years: the year before 1 is 1 BC, and BC is the last part.
fn dated(date: NaiveDate, time: &str) -> String {
    let (year, era) = if date.year() > 0 { (date.year(), "") } else { (1 - date.year(), " BC") };
    format!("{year:04}-{:02}-{:02}{time}{era}", date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use sea_query::ArrayType;

    use super::*;

    fn rendered<V: Into<Value>>(elements: impl IntoIterator<Item = V>) -> String {
        let elements: Vec<Value> = elements.into_iter().map(Into::into).collect();
        let array = Value::Array(ArrayType::String, Some(Box::new(elements)));
        match render(array) {
            Ok(Value::String(Some(text))) => text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn elements_stay_apart() {
        assert_eq!(rendered(Vec::<String>::new()), "{}");
        assert_eq!(rendered(["a", "NULL", ""]), r#"{"a","NULL",""}"#);
        assert_eq!(rendered([r#"a","b"#, r"\", "}"]), r#"{"a\",\"b","\\","}"}"#);
        assert_eq!(rendered([1, -2]), r#"{"1","-2"}"#);
        assert_eq!(rendered([vec![0_u8, 255]]), r#"{"\\x00ff"}"#);
    }

    #[test]
    fn years_are_as_postgresql_counts_them() {
        let date = |year| NaiveDate::from_ymd_opt(year, 2, 3).unwrap();
        assert_eq!(rendered([date(2024), date(12024)]), r#"{"2024-02-03","12024-02-03"}"#);
        assert_eq!(rendered([date(0), date(-1)]), r#"{"0001-02-03 BC","0002-02-03 BC"}"#);
        let time = date(0).and_hms_nano_opt(1, 2, 3, 456_000).unwrap();
        assert_eq!(rendered([time]), r#"{"0001-02-03 01:02:03.000456 BC"}"#);
        assert_eq!(rendered([time.and_utc()]), r#"{"0001-02-03 01:02:03.000456+00 BC"}"#);
    }

    #[test]
    fn elements_are_read_as_they_are_written() {
        let texts = |texts: &[Option<&str>]| texts.iter().map(|text| text.map(str::to_owned)).collect::<Vec<_>>();
        for written in [
            texts(&[]),
            texts(&[Some("a")]),
            texts(&[None, Some("NULL"), Some("")]),
            texts(&[Some("a\",\"b\\"), Some("{}"), Some("größe, ")]),
        ] {
            assert_eq!(elements(&of_texts(written.clone())), Some(written));
        }
        assert_eq!(elements("{a b,NULL,\"NULL\"}"), Some(texts(&[Some("a b"), None, Some("NULL")])));
        for other in ["", "{", "}", "{,}", "{a,}", "{,a}", "{\"a}", "{\"a\"b}", "{a\"b\"}", "{{a}}", "[0:0]={a}"] {
            assert_eq!(elements(other), None, "{other}");
        }
    }

    #[test]
    fn no_array_is_null() {
        assert_eq!(render(Value::Array(ArrayType::Int, None)).ok(), Some(Value::String(None)));
    }
}
