use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use uuid::Uuid;

use super::EncodeError;
use super::precision::Fine;
use super::wire::{Day, Instant, TimeOfDay};

/// A type that sea-query can bind: the type that is sent, the type that is received, and the conversion.
macro_rules! column_type {
    ($rust:ty => $sql:ident, $value:ident($sent:expr), $wire:ty, $read:expr, $json:ident) => {
        impl $crate::ColumnType for $rust {
            const SQL: $crate::SqlType = $crate::SqlType::$sql;
            const JSON: $crate::column_type::JsonForm = $crate::column_type::JsonForm::$json;
            const VALUE: $crate::column_type::ValueOf<Self> = $crate::column_type::value_of();
            type Base = Self;
            type Bare = Self;
            type Wire = $wire;

            fn into_value(self) -> Result<sea_query::Value, $crate::EncodeError> {
                $sent(self).map(|sent| sea_query::Value::$value(Some(sent)))
            }

            fn null() -> sea_query::Value {
                sea_query::Value::$value(None)
            }

            fn bare(&self) -> Option<&Self> {
                Some(self)
            }

            fn from_wire(wire: $wire) -> Result<Self, $crate::DecodeError> {
                $read(wire)
            }
        }
    };
}

#[cfg(any(feature = "jiff", feature = "time"))]
pub(super) use column_type;

macro_rules! scalar {
    ($($rust:ty => $sql:ident, $value:ident, $json:ident;)*) => {
        $(column_type!($rust => $sql, $value(Ok), $rust, Ok, $json);)*
    };
}

/// A type that is read from the binary format of the server.
macro_rules! received {
    ($($rust:ty => $sql:ident, $value:ident($sent:expr) from $wire:ty, $json:ident;)*) => {
        $(column_type!($rust => $sql, $value($sent), $wire, <$rust>::try_from, $json);)*
    };
}

scalar! {
    bool => Boolean, Bool, Boolean;
    i16 => SmallInt, SmallInt, Int16;
    i32 => Integer, Int, Int32;
    i64 => BigInt, BigInt, Int64;
    f32 => Real, Float, Float;
    f64 => DoublePrecision, Double, Double;
    String => Text, String, Text;
    Vec<u8> => Bytea, Bytes, Bytes;
    Uuid => Uuid, Uuid, Uuid;
}

received! {
    DateTime<Utc> => TimestampTz, ChronoDateTimeUtc(whole_microseconds) from Instant, Instant;
    NaiveDateTime => Timestamp, ChronoDateTime(whole_microseconds) from Instant, LocalInstant;
    NaiveDate => Date, ChronoDate(Ok) from Day, Date;
    NaiveTime => Time, ChronoTime(whole_microseconds) from TimeOfDay, Time;
}

#[cfg(feature = "rust_decimal")]
received! {
    rust_decimal::Decimal => Numeric, Decimal(Ok) from super::wire::Numeric, Decimal;
}

fn whole_microseconds<T: Fine>(moment: T) -> Result<T, EncodeError> {
    Ok(moment.in_microseconds())
}
