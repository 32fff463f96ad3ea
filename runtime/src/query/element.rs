//! The elements of an array of values, as their Rust types.

use sea_query::{Value, ValueTypeErr};

/// The type of the elements of one kind of array. sea-query converts them too, but compares each with NULL first, which costs more than to encode it.
pub(crate) trait Element: Sized {
    /// Converts an element, which may be NULL.
    fn of(value: &Value) -> Result<Option<&Self>, ValueTypeErr>;
}

/// About how many bytes the elements take in a message, each behind its length. A buffer that has room for them is not moved while they are encoded.
pub(crate) fn bytes_in_message(elements: &[Value]) -> usize {
    let bytes = match elements.first() {
        Some(Value::String(_) | Value::Bytes(_)) => elements.iter().map(bytes_of).sum(),
        _ => elements.len() * size_of::<uuid::Uuid>(),
    };
    bytes + elements.len() * size_of::<i32>()
}

fn bytes_of(element: &Value) -> usize {
    match element {
        Value::String(Some(text)) => text.len(),
        Value::Bytes(Some(bytes)) => bytes.len(),
        _ => 0,
    }
}

macro_rules! elements {
    ($($(#[$feature:meta])? $kind:ident($element:ty),)*) => {$(
        $(#[$feature])?
        impl Element for $element {
            #[inline]
            fn of(value: &Value) -> Result<Option<&Self>, ValueTypeErr> {
                match value {
                    Value::$kind(element) => Ok(element.as_ref()),
                    _ => Err(ValueTypeErr),
                }
            }
        }
    )*};
}

elements! {
    Bool(bool),
    SmallInt(i16),
    Int(i32),
    BigInt(i64),
    Float(f32),
    Double(f64),
    String(String),
    Bytes(Vec<u8>),
    Uuid(uuid::Uuid),
    ChronoDate(chrono::NaiveDate),
    ChronoTime(chrono::NaiveTime),
    ChronoDateTime(chrono::NaiveDateTime),
    ChronoDateTimeUtc(chrono::DateTime<chrono::Utc>),
    #[cfg(feature = "rust_decimal")]
    Decimal(rust_decimal::Decimal),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_bytes_are_counted() {
        assert_eq!(bytes_in_message(&[]), 0);
        assert_eq!(bytes_in_message(&[Value::from("four"), Value::String(None), Value::from("a")]), 3 * 4 + 5);
        assert_eq!(bytes_in_message(&[Value::Bytes(Some(vec![0; 9]))]), 4 + 9);
        assert!(bytes_in_message(&[Value::from(1_i64), Value::BigInt(None)]) >= 2 * (4 + 8));
    }
}
