use std::error::Error as StdError;
use std::{fmt, iter, slice};

use bytes::{BufMut, BytesMut};
use sea_query::{ArrayType, Value};
use tokio_postgres::Statement;
use tokio_postgres::types::{IsNull, Kind, ToSql, Type, to_sql_checked};

use crate::query::element::{Element, bytes_in_message};
use crate::{EncodeError, Error};

/// The values of a statement, each with the exact type of its column. They are encoded when the statement is sent, into
/// its message.
pub(super) struct Parameters(Vec<Value>);

/// A value that is encoded.
pub(super) struct Parameter<'value>(&'value Value);

/// A value that cannot be encoded. The driver returns it as the source of its error.
#[derive(Debug)]
pub(super) struct Unencoded(String);

type Failure = Box<dyn StdError + Sync + Send>;

impl Parameters {
    pub(super) fn new(values: Vec<Value>) -> Result<Self, Error> {
        match values.iter().try_for_each(|value| type_of(value).map(drop)) {
            Ok(()) => Ok(Self(values)),
            Err(unencoded) => Err(Error::unencoded(None, EncodeError::new(unencoded))),
        }
    }

    /// The types in the order of the placeholders. They are not kept: a statement that is prepared only compares them.
    pub(super) fn types(&self) -> impl ExactSizeIterator<Item = Type> {
        // Each value has a type, or `new` fails.
        self.0.iter().map(|value| type_of(value).unwrap_or(Type::UNKNOWN))
    }

    /// Whether the parameters of a prepared statement have these types.
    pub(super) fn are_those_of(&self, prepared: &Statement) -> bool {
        let types = prepared.params();
        types.len() == self.0.len() && types.iter().zip(self.types()).all(|(one, other)| *one == other)
    }

    /// The values in the order of the placeholders.
    fn values(&self) -> Iter<'_> {
        self.0.iter().map(Parameter)
    }

    /// The values and their types.
    pub(super) fn typed(&self) -> impl ExactSizeIterator<Item = (Parameter<'_>, Type)> {
        self.values().zip(self.types())
    }
}

type Iter<'parameters> = iter::Map<slice::Iter<'parameters, Value>, fn(&'parameters Value) -> Parameter<'parameters>>;

/// A reference is half as large as an iterator, and the future of the driver has it twice.
impl<'parameters> IntoIterator for &'parameters Parameters {
    type Item = Parameter<'parameters>;
    type IntoIter = Iter<'parameters>;

    fn into_iter(self) -> Self::IntoIter {
        self.values()
    }
}

/// The type that a value is sent as.
#[inline]
fn type_of(value: &Value) -> Result<Type, Unencoded> {
    Ok(match value {
        Value::Bool(_) => Type::BOOL,
        Value::SmallInt(_) => Type::INT2,
        Value::Int(_) => Type::INT4,
        Value::BigInt(_) => Type::INT8,
        // The type of a limit in sea-query.
        Value::BigUnsigned(value) => match value.map(<i64 as TryFrom<u64>>::try_from).transpose() {
            Ok(_) => Type::INT8,
            Err(error) => return Err(Unencoded(error.to_string())),
        },
        Value::Float(_) => Type::FLOAT4,
        Value::Double(_) => Type::FLOAT8,
        Value::String(_) => Type::TEXT,
        Value::Bytes(_) => Type::BYTEA,
        Value::Uuid(_) => Type::UUID,
        Value::ChronoDate(_) => Type::DATE,
        Value::ChronoTime(_) => Type::TIME,
        Value::ChronoDateTime(_) => Type::TIMESTAMP,
        Value::ChronoDateTimeUtc(_) => Type::TIMESTAMPTZ,
        #[cfg(feature = "rust_decimal")]
        Value::Decimal(_) => Type::NUMERIC,
        Value::Array(element, _) => type_of_array(element)?,
        other => return Err(Unencoded(format!("values of the kind {:?} are not supported", other.array_type()))),
    })
}

fn type_of_array(element: &ArrayType) -> Result<Type, Unencoded> {
    Ok(match element {
        ArrayType::Bool => Type::BOOL_ARRAY,
        ArrayType::SmallInt => Type::INT2_ARRAY,
        ArrayType::Int => Type::INT4_ARRAY,
        ArrayType::BigInt => Type::INT8_ARRAY,
        ArrayType::Float => Type::FLOAT4_ARRAY,
        ArrayType::Double => Type::FLOAT8_ARRAY,
        ArrayType::String => Type::TEXT_ARRAY,
        ArrayType::Bytes => Type::BYTEA_ARRAY,
        ArrayType::Uuid => Type::UUID_ARRAY,
        ArrayType::ChronoDate => Type::DATE_ARRAY,
        ArrayType::ChronoTime => Type::TIME_ARRAY,
        ArrayType::ChronoDateTime => Type::TIMESTAMP_ARRAY,
        ArrayType::ChronoDateTimeUtc => Type::TIMESTAMPTZ_ARRAY,
        #[cfg(feature = "rust_decimal")]
        ArrayType::Decimal => Type::NUMERIC_ARRAY,
        other => return Err(Unencoded(format!("arrays of {other:?} are not supported"))),
    })
}

/// Writes a value in the binary format of its [`type_of`].
fn encode(value: &Value, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
    match value {
        Value::Bool(value) => value.to_sql(ty, out),
        Value::SmallInt(value) => value.to_sql(ty, out),
        Value::Int(value) => value.to_sql(ty, out),
        Value::BigInt(value) => value.to_sql(ty, out),
        Value::BigUnsigned(value) => value.map(<i64 as TryFrom<u64>>::try_from).transpose()?.to_sql(ty, out),
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
        Value::Array(element, Some(elements)) => encode_array(element, elements, ty, out),
        _ => Ok(IsNull::Yes),
    }
}

fn encode_array(element: &ArrayType, elements: &[Value], ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
    match element {
        ArrayType::Bool => encode_elements::<bool>(elements, ty, out),
        ArrayType::SmallInt => encode_elements::<i16>(elements, ty, out),
        ArrayType::Int => encode_elements::<i32>(elements, ty, out),
        ArrayType::BigInt => encode_elements::<i64>(elements, ty, out),
        ArrayType::Float => encode_elements::<f32>(elements, ty, out),
        ArrayType::Double => encode_elements::<f64>(elements, ty, out),
        ArrayType::String => encode_elements::<String>(elements, ty, out),
        ArrayType::Bytes => encode_elements::<Vec<u8>>(elements, ty, out),
        ArrayType::Uuid => encode_elements::<uuid::Uuid>(elements, ty, out),
        ArrayType::ChronoDate => encode_elements::<chrono::NaiveDate>(elements, ty, out),
        ArrayType::ChronoTime => encode_elements::<chrono::NaiveTime>(elements, ty, out),
        ArrayType::ChronoDateTime => encode_elements::<chrono::NaiveDateTime>(elements, ty, out),
        ArrayType::ChronoDateTimeUtc => encode_elements::<chrono::DateTime<chrono::Utc>>(elements, ty, out),
        #[cfg(feature = "rust_decimal")]
        ArrayType::Decimal => encode_elements::<rust_decimal::Decimal>(elements, ty, out),
        _ => Ok(IsNull::Yes),
    }
}

/// Elements may be NULL in the array of a batch. They are encoded one by one, without a copy of the array: the
/// number of dimensions, whether an element may be NULL, the type, the number of elements and of the first one, and
/// each element.
fn encode_elements<T>(elements: &[Value], ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failure>
where
    T: Element + ToSql,
{
    let Kind::Array(element_type) = ty.kind() else { return Ok(IsNull::Yes) };
    out.reserve(5 * size_of::<i32>() + bytes_in_message(elements));
    out.put_i32(1);
    out.put_i32(1);
    out.put_u32(element_type.oid());
    out.put_i32(<i32 as TryFrom<usize>>::try_from(elements.len())?);
    out.put_i32(1);
    for element in elements {
        match T::of(element)? {
            Some(element) => encode_element(element, element_type, out)?,
            None => out.put_i32(-1),
        }
    }
    Ok(IsNull::No)
}

/// Writes an element behind its length in bytes.
#[inline]
fn encode_element(element: &impl ToSql, ty: &Type, out: &mut BytesMut) -> Result<(), Failure> {
    let start = out.len();
    out.put_i32(-1);
    if let IsNull::No = element.to_sql(ty, out)? {
        let length = <i32 as TryFrom<usize>>::try_from(out.len() - start - size_of::<i32>())?;
        out[start..start + size_of::<i32>()].copy_from_slice(&length.to_be_bytes());
    }
    Ok(())
}

impl ToSql for Parameter<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        let encoded = encode(self.0, ty, out).map_err(|error| Unencoded(error.to_string()))?;
        match <i32 as TryFrom<usize>>::try_from(out.len()) {
            Ok(_) => Ok(encoded),
            Err(_) => Err(Unencoded("the message is larger than the protocol allows".to_owned()).into()),
        }
    }

    /// The type of the placeholder is the one of the value.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// Without the value, because tokio-postgres logs parameters.
impl fmt::Debug for Parameter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self.0 == self.0.as_null() { "NULL" } else { "_" })
    }
}

impl fmt::Display for Unencoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for Unencoded {}

impl Unencoded {
    /// The error of a statement that was not sent.
    pub(super) fn of(error: &tokio_postgres::Error) -> Option<Error> {
        let Self(text) = error.source()?.downcast_ref()?;
        Some(Error::unencoded(None, EncodeError::new(text.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_cannot_be_bound_are_an_error() {
        for value in [
            Value::BigUnsigned(Some(u64::MAX)),
            Value::Char(Some('a')),
            Value::Array(ArrayType::Char, None),
            Value::Array(ArrayType::Int, Some(Box::new(vec![Value::BigInt(Some(1))]))),
        ] {
            let told = format!("{value:?}");
            let parameters = Parameters::new(vec![value]);
            let encoded = parameters.and_then(|parameters| {
                let encode = |(value, ty): (Parameter<'_>, Type)| value.to_sql(&ty, &mut BytesMut::new());
                let encoded: Result<Vec<_>, _> = parameters.typed().map(encode).collect();
                encoded.map_err(|error| Error::unencoded(None, EncodeError::new(error)))
            });
            assert!(matches!(encoded, Err(Error::Encode { .. })), "{told}");
        }
    }

    #[test]
    fn null_and_values_are_bound_and_not_shown() {
        let values = vec![
            Value::Int(None),
            Value::BigUnsigned(Some(20)),
            Value::Array(ArrayType::String, None),
            Value::Array(ArrayType::String, Some(Box::new(vec![Value::String(Some("a".to_owned()))]))),
            Value::Array(ArrayType::Int, Some(Box::new(vec![Value::Int(Some(1)), Value::Int(None)]))),
        ];
        let parameters = Parameters::new(values).unwrap();
        let shown: Vec<String> = parameters.typed().map(|(value, ty)| format!("{value:?}::{ty}")).collect();
        assert_eq!(shown, ["NULL::int4", "_::int8", "NULL::_text", "_::_text", "_::_int4"]);
    }
}
