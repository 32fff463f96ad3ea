//! The elements of an array of values, as their Rust types.

use sea_query::{Value, ValueTypeErr};

/// The type of the elements of one kind of array. sea-query converts them too, but compares each with NULL first, which costs more than to encode it.
pub(crate) trait Element: Sized {
    /// Converts an element, which may be NULL.
    fn of(value: &Value) -> Result<Option<&Self>, ValueTypeErr>;
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
