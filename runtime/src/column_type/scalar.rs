use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use sea_query::Value;
use uuid::Uuid;

use super::{ColumnType, DecodeError, EncodeError};
use crate::SqlType;

macro_rules! scalar {
    ($($rust:ty => $sql:ident, $value:ident;)*) => {
        $(impl ColumnType for $rust {
            const SQL: SqlType = SqlType::$sql;
            type Base = Self;
            type Bare = Self;
            type Wire = Self;

            fn into_value(self) -> Result<Value, EncodeError> {
                Ok(Value::$value(Some(self)))
            }

            fn null() -> Value {
                Value::$value(None)
            }

            fn bare(&self) -> Option<&Self> {
                Some(self)
            }

            fn from_wire(wire: Self) -> Result<Self, DecodeError> {
                Ok(wire)
            }
        })*
    };
}

scalar! {
    bool => Boolean, Bool;
    i16 => SmallInt, SmallInt;
    i32 => Integer, Int;
    i64 => BigInt, BigInt;
    f32 => Real, Float;
    f64 => DoublePrecision, Double;
    String => Text, String;
    Vec<u8> => Bytea, Bytes;
    Uuid => Uuid, Uuid;
    DateTime<Utc> => TimestampTz, ChronoDateTimeUtc;
    NaiveDateTime => Timestamp, ChronoDateTime;
    NaiveDate => Date, ChronoDate;
    NaiveTime => Time, ChronoTime;
}

#[cfg(feature = "rust_decimal")]
scalar! {
    rust_decimal::Decimal => Numeric, Decimal;
}
