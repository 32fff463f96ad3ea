//! Column types in your own statements of tokio-postgres: enums, documents, intervals and newtypes as parameters and
//! results.

use std::error::Error;

use bytes::{BufMut, BytesMut};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use sea_query::{ArrayType, Nullable, Value, ValueType};
use tokio_postgres::types::{FromSql, IsNull, Kind, ToSql, Type, to_sql_checked};
use uuid::Uuid;

use super::range;
use crate::column_type::{Count, Driver, Form, Texts, oids, unknown};
use crate::{ColumnType, DecodeError, EncodeError, Interval, SqlType, Wire};

/// The error of the traits of tokio-postgres.
pub type Failure = Box<dyn Error + Sync + Send>;

/// Tests whether the value can be a parameter of this type: that of the column for enums, documents, intervals and
/// ranges, else the type that its Rust type is sent as.
#[must_use]
pub fn accepts<C: ColumnType>(ty: &Type) -> bool {
    match C::SQL {
        SqlType::Enum(definition) => {
            matches!(ty.kind(), Kind::Enum(_)) && ty.name() == definition.name || <String as ToSql>::accepts(ty)
        }
        SqlType::Json | SqlType::Jsonb => matches!(*ty, Type::JSON | Type::JSONB),
        SqlType::Interval => *ty == Type::INTERVAL,
        _ => carrier_accepts(C::CARRIER, ty),
    }
}

fn carrier_accepts(sql_type: SqlType, ty: &Type) -> bool {
    match sql_type.unsized_type() {
        SqlType::Array(element) => {
            matches!(ty.kind(), Kind::Array(of) if carrier_accepts(*element, of))
        }
        SqlType::Boolean => <bool as ToSql>::accepts(ty),
        SqlType::SmallInt => <i16 as ToSql>::accepts(ty),
        SqlType::Integer => <i32 as ToSql>::accepts(ty),
        SqlType::BigInt => <i64 as ToSql>::accepts(ty),
        SqlType::Real => <f32 as ToSql>::accepts(ty),
        SqlType::DoublePrecision => <f64 as ToSql>::accepts(ty),
        SqlType::Bytea => <Vec<u8> as ToSql>::accepts(ty),
        SqlType::Uuid => <Uuid as ToSql>::accepts(ty),
        SqlType::Date => <NaiveDate as ToSql>::accepts(ty),
        SqlType::Time => <NaiveTime as ToSql>::accepts(ty),
        SqlType::Timestamp => <NaiveDateTime as ToSql>::accepts(ty),
        SqlType::TimestampTz => <DateTime<Utc> as ToSql>::accepts(ty),
        #[cfg(feature = "rust_decimal")]
        SqlType::Numeric => <rust_decimal::Decimal as ToSql>::accepts(ty),
        SqlType::Named(name) => match oids(name) {
            Some((oid, _)) => ty.oid() == oid,
            None => <String as ToSql>::accepts(ty),
        },
        _ => <String as ToSql>::accepts(ty),
    }
}

/// Writes the value in the binary format of a type that [`accepts`] it.
///
/// # Errors
///
/// The value cannot be stored in PostgreSQL.
pub fn to_sql(value: Result<Value, EncodeError>, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
    match value? {
        Value::String(Some(text)) if *ty == Type::JSONB => {
            out.put_u8(1);
            text.to_sql(&Type::TEXT, out)
        }
        Value::String(Some(text)) if *ty == Type::INTERVAL => match Interval::of_sql(&text) {
            Some(interval) => interval.to_sql(ty, out),
            None => Err(format!("`{text}` is not an interval").into()),
        },
        Value::String(Some(text)) if matches!(ty.kind(), Kind::Range(_)) => range::encode(&text, ty, out),
        Value::Bool(value) => value.to_sql(ty, out),
        Value::SmallInt(value) => value.to_sql(ty, out),
        Value::Int(value) => value.to_sql(ty, out),
        Value::BigInt(value) => value.to_sql(ty, out),
        Value::Float(value) => value.to_sql(ty, out),
        Value::Double(value) => value.to_sql(ty, out),
        Value::String(value) => value.to_sql(ty, out),
        Value::Bytes(value) => value.to_sql(ty, out),
        Value::Uuid(value) => value.to_sql(ty, out),
        Value::ChronoDate(value) => value.to_sql(ty, out),
        Value::ChronoTime(value) => value.to_sql(ty, out),
        Value::ChronoDateTime(value) => value.to_sql(ty, out),
        Value::ChronoDateTimeUtc(value) => value.to_sql(ty, out),
        #[cfg(feature = "rust_decimal")]
        Value::Decimal(value) => value.to_sql(ty, out),
        Value::Array(element, Some(elements)) => array_to_sql(&element, *elements, ty, out),
        other => Err(format!("values of the kind {:?} are not supported", other.array_type()).into()),
    }
}

fn array_to_sql(element: &ArrayType, elements: Vec<Value>, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
    match element {
        ArrayType::Bool => elements_to_sql::<bool>(elements, ty, out),
        ArrayType::SmallInt => elements_to_sql::<i16>(elements, ty, out),
        ArrayType::Int => elements_to_sql::<i32>(elements, ty, out),
        ArrayType::BigInt => elements_to_sql::<i64>(elements, ty, out),
        ArrayType::Float => elements_to_sql::<f32>(elements, ty, out),
        ArrayType::Double => elements_to_sql::<f64>(elements, ty, out),
        ArrayType::String => elements_to_sql::<String>(elements, ty, out),
        ArrayType::Bytes => elements_to_sql::<Vec<u8>>(elements, ty, out),
        ArrayType::Uuid => elements_to_sql::<Uuid>(elements, ty, out),
        ArrayType::ChronoDate => elements_to_sql::<NaiveDate>(elements, ty, out),
        ArrayType::ChronoTime => elements_to_sql::<NaiveTime>(elements, ty, out),
        ArrayType::ChronoDateTime => elements_to_sql::<NaiveDateTime>(elements, ty, out),
        ArrayType::ChronoDateTimeUtc => elements_to_sql::<DateTime<Utc>>(elements, ty, out),
        #[cfg(feature = "rust_decimal")]
        ArrayType::Decimal => elements_to_sql::<rust_decimal::Decimal>(elements, ty, out),
        other => Err(format!("arrays of {other:?} are not supported").into()),
    }
}

fn elements_to_sql<T>(elements: Vec<Value>, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failure>
where
    T: ValueType + Nullable + ToSql,
{
    let elements: Vec<T> = elements.into_iter().map(<T as ValueType>::try_from).collect::<Result<_, _>>()?;
    elements.to_sql(ty, out)
}

/// Tests whether values of the type can be read.
#[must_use]
pub fn reads<C: ColumnType>(ty: &Type) -> bool {
    OwnSql::<C::Wire>::accepts(ty)
}

/// Reads a value of a type that [`reads`] accepts.
///
/// # Errors
///
/// The value is not a value of this type.
pub fn from_sql<C: ColumnType>(ty: &Type, raw: &[u8]) -> Result<C, Failure> {
    let OwnSql(wire) = OwnSql::<C::Wire>::from_sql(ty, raw)?;
    Ok(C::from_wire(wire)?)
}

/// A value in the result of your own SQL, which has no casts: the texts of enums, documents, addresses and numbers are
/// read from their binary formats.
pub(super) struct OwnSql<W>(pub(super) W);

impl<'row, W: Wire> FromSql<'row> for OwnSql<W> {
    fn from_sql(ty: &Type, raw: &'row [u8]) -> Result<Self, Failure> {
        if W::accepts(ty) {
            return W::from_sql(ty, raw).map(Self);
        }
        let (form, count) = form::<W>(ty).ok_or_else(|| unknown(ty.name()))?;
        let texts = match count {
            Count::One => Texts::One(form.read(raw)?),
            Count::Many => Texts::Many(form.read_array(raw)?),
        };
        Ok(Self(W::of_texts(texts).ok_or_else(|| DecodeError::new("the value is not a text"))?))
    }

    fn from_sql_null(ty: &Type) -> Result<Self, Failure> {
        W::from_sql_null(ty).map(Self)
    }

    fn accepts(ty: &Type) -> bool {
        W::accepts(ty) || W::TEXTS.is_some()
    }
}

fn form<W: Driver>(ty: &Type) -> Option<(Form, Count)> {
    let count = W::TEXTS?;
    let scalar = match (count, ty.kind()) {
        (Count::One, _) => ty,
        (Count::Many, Kind::Array(element)) => element,
        (Count::Many, _) => return None,
    };
    Some((scalar_form(scalar)?, count))
}

fn scalar_form(ty: &Type) -> Option<Form> {
    match ty.kind() {
        Kind::Domain(base) => scalar_form(base),
        kind => Form::of(ty.oid(), ty.name(), matches!(kind, Kind::Enum(_))),
    }
}

impl ToSql for Interval {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        out.put_i64(self.microseconds);
        out.put_i32(self.days);
        out.put_i32(self.months);
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::INTERVAL
    }

    to_sql_checked!();
}

#[cfg(feature = "json")]
mod json {
    use std::fmt;

    use bytes::{BufMut, BytesMut};
    use serde::Serialize;
    use serde::de::DeserializeOwned;
    use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

    use super::{Failure, OwnSql};
    use crate::Json;

    impl<T: Serialize + fmt::Debug> ToSql for Json<T> {
        fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
            if *ty == Type::JSONB {
                // The version of the binary format.
                out.put_u8(1);
            }
            serde_json::to_writer(out.writer(), &self.0)?;
            Ok(IsNull::No)
        }

        fn accepts(ty: &Type) -> bool {
            matches!(*ty, Type::JSON | Type::JSONB)
        }

        to_sql_checked!();
    }

    impl<'row, T: DeserializeOwned> FromSql<'row> for Json<T> {
        fn from_sql(ty: &Type, raw: &'row [u8]) -> Result<Self, Failure> {
            let OwnSql(text) = OwnSql::<String>::from_sql(ty, raw)?;
            Ok(Self(serde_json::from_str(&text)?))
        }

        fn accepts(ty: &Type) -> bool {
            OwnSql::<String>::accepts(ty)
        }
    }
}
