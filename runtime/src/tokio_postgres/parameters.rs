use std::error::Error as StdError;
use std::fmt;

use bytes::{BufMut, BytesMut};
use sea_query::{ArrayType, Value};
use tokio_postgres::types::{IsNull, Kind, ToSql, Type, to_sql_checked};

use crate::query::element::Element;
use crate::{EncodeError, Error};

/// The values of a statement, encoded before it is sent, each with the exact width of its column.
pub(super) struct Parameters {
    /// Each value as the protocol has it: the length in bytes, which is -1 for NULL, and the bytes.
    buffer: BytesMut,
    /// In the order of the placeholders.
    types: Vec<Type>,
}

/// An encoded value.
pub(super) struct Parameter<'buffer>(Option<&'buffer [u8]>);

type Failure = Box<dyn StdError + Sync + Send>;

/// The bytes that are allocated for a value. An id and its length have 20.
const EXPECTED: usize = 32;

impl Parameters {
    pub(super) fn encode(values: Vec<Value>) -> Result<Self, Error> {
        let count = values.len();
        let mut this =
            Self { buffer: BytesMut::with_capacity(count.saturating_mul(EXPECTED)), types: Vec::with_capacity(count) };
        for value in values {
            this.add(value).map_err(|error| Error::unencoded(None, EncodeError::new(error)))?;
        }
        Ok(this)
    }

    /// The types in the order of the placeholders.
    #[cfg(feature = "deadpool-postgres")]
    pub(super) fn types(&self) -> &[Type] {
        &self.types
    }

    /// The values in the order of the placeholders.
    pub(super) fn values(&self) -> impl ExactSizeIterator<Item = Parameter<'_>> {
        let mut rest = &self.buffer[..];
        self.types.iter().map(move |_| {
            let (length, behind) = rest.split_first_chunk().unwrap_or((&NULL, &[]));
            let value = usize::try_from(i32::from_be_bytes(*length)).ok();
            let (value, behind) = match value.and_then(|length| behind.split_at_checked(length)) {
                Some((value, behind)) => (Some(value), behind),
                None => (None, behind),
            };
            rest = behind;
            Parameter(value)
        })
    }

    /// The values and their types.
    pub(super) fn typed(&self) -> impl ExactSizeIterator<Item = (Parameter<'_>, Type)> {
        self.values().zip(self.types.iter().cloned())
    }

    fn add(&mut self, value: Value) -> Result<(), Failure> {
        match value {
            Value::Bool(value) => self.push(Type::BOOL, &value),
            Value::SmallInt(value) => self.push(Type::INT2, &value),
            Value::Int(value) => self.push(Type::INT4, &value),
            Value::BigInt(value) => self.push(Type::INT8, &value),
            // The type of a limit in sea-query.
            Value::BigUnsigned(value) => {
                self.push(Type::INT8, &value.map(<i64 as TryFrom<u64>>::try_from).transpose()?)
            }
            Value::Float(value) => self.push(Type::FLOAT4, &value),
            Value::Double(value) => self.push(Type::FLOAT8, &value),
            Value::String(value) => self.push(Type::TEXT, &value),
            Value::Bytes(value) => self.push(Type::BYTEA, &value),
            Value::Uuid(value) => self.push(Type::UUID, &value),
            Value::ChronoDate(value) => self.push(Type::DATE, &value),
            Value::ChronoTime(value) => self.push(Type::TIME, &value),
            Value::ChronoDateTime(value) => self.push(Type::TIMESTAMP, &value),
            Value::ChronoDateTimeUtc(value) => self.push(Type::TIMESTAMPTZ, &value),
            #[cfg(feature = "rust_decimal")]
            Value::Decimal(value) => self.push(Type::NUMERIC, &value),
            Value::Array(element, elements) => self.add_array(&element, elements.map(|elements| *elements)),
            other => Err(format!("values of the kind {:?} are not supported", other.array_type()).into()),
        }
    }

    fn add_array(&mut self, element: &ArrayType, elements: Option<Vec<Value>>) -> Result<(), Failure> {
        match element {
            ArrayType::Bool => self.push_elements::<bool>(Type::BOOL_ARRAY, elements),
            ArrayType::SmallInt => self.push_elements::<i16>(Type::INT2_ARRAY, elements),
            ArrayType::Int => self.push_elements::<i32>(Type::INT4_ARRAY, elements),
            ArrayType::BigInt => self.push_elements::<i64>(Type::INT8_ARRAY, elements),
            ArrayType::Float => self.push_elements::<f32>(Type::FLOAT4_ARRAY, elements),
            ArrayType::Double => self.push_elements::<f64>(Type::FLOAT8_ARRAY, elements),
            ArrayType::String => self.push_elements::<String>(Type::TEXT_ARRAY, elements),
            ArrayType::Bytes => self.push_elements::<Vec<u8>>(Type::BYTEA_ARRAY, elements),
            ArrayType::Uuid => self.push_elements::<uuid::Uuid>(Type::UUID_ARRAY, elements),
            ArrayType::ChronoDate => self.push_elements::<chrono::NaiveDate>(Type::DATE_ARRAY, elements),
            ArrayType::ChronoTime => self.push_elements::<chrono::NaiveTime>(Type::TIME_ARRAY, elements),
            ArrayType::ChronoDateTime => self.push_elements::<chrono::NaiveDateTime>(Type::TIMESTAMP_ARRAY, elements),
            ArrayType::ChronoDateTimeUtc => {
                self.push_elements::<chrono::DateTime<chrono::Utc>>(Type::TIMESTAMPTZ_ARRAY, elements)
            }
            #[cfg(feature = "rust_decimal")]
            ArrayType::Decimal => self.push_elements::<rust_decimal::Decimal>(Type::NUMERIC_ARRAY, elements),
            other => Err(format!("arrays of {other:?} are not supported").into()),
        }
    }

    /// Elements may be NULL in the array of a batch. They are encoded one by one, without a copy of the array: the
    /// number of dimensions, whether an element may be NULL, the type, the number of elements and of the first one, and
    /// each element.
    fn push_elements<T>(&mut self, ty: Type, elements: Option<Vec<Value>>) -> Result<(), Failure>
    where
        T: Element + ToSql,
    {
        if let (Kind::Array(element_type), Some(elements)) = (ty.kind(), elements) {
            with_length(&mut self.buffer, |buffer| {
                buffer.put_i32(1);
                buffer.put_i32(1);
                buffer.put_u32(element_type.oid());
                buffer.put_i32(<i32 as TryFrom<usize>>::try_from(elements.len())?);
                buffer.put_i32(1);
                for element in elements {
                    let element = T::of(element)?;
                    with_length(buffer, |buffer| element.to_sql(element_type, buffer))?;
                }
                Ok(IsNull::No)
            })?;
        } else {
            self.buffer.extend_from_slice(&NULL);
        }
        self.types.push(ty);
        Ok(())
    }

    fn push<T: ToSql>(&mut self, ty: Type, value: &T) -> Result<(), Failure> {
        with_length(&mut self.buffer, |buffer| value.to_sql(&ty, buffer))?;
        self.types.push(ty);
        Ok(())
    }
}

/// The length of NULL.
const NULL: [u8; 4] = (-1_i32).to_be_bytes();

/// Writes a value behind its length in bytes.
fn with_length(
    buffer: &mut BytesMut,
    write: impl FnOnce(&mut BytesMut) -> Result<IsNull, Failure>,
) -> Result<(), Failure> {
    let start = buffer.len();
    buffer.extend_from_slice(&NULL);
    if let IsNull::No = write(buffer)? {
        let length = <i32 as TryFrom<usize>>::try_from(buffer.len() - start - NULL.len())?;
        buffer[start..start + NULL.len()].copy_from_slice(&length.to_be_bytes());
    }
    Ok(())
}

impl ToSql for Parameter<'_> {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        let Some(bytes) = self.0 else { return Ok(IsNull::Yes) };
        out.extend_from_slice(bytes);
        Ok(IsNull::No)
    }

    /// The value is already encoded for the type of its placeholder.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// Without the value, because tokio-postgres logs parameters.
impl fmt::Debug for Parameter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "_" } else { "NULL" })
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
            assert!(matches!(Parameters::encode(vec![value]), Err(Error::Encode { .. })), "{told}");
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
        let parameters = Parameters::encode(values).unwrap();
        let shown: Vec<String> = parameters.typed().map(|(value, ty)| format!("{value:?}::{ty}")).collect();
        assert_eq!(shown, ["NULL::int4", "_::int8", "NULL::_text", "_::_text", "_::_int4"]);
    }
}
