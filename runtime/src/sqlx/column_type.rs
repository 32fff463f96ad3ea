//! Column types in your own statements of sqlx: enums, documents, intervals and newtypes as parameters and results.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use sea_query::{ArrayType, Nullable, Value, ValueType};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::types::{Oid, PgInterval};
use sqlx::postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgTypeKind, PgValueFormat, PgValueRef};
use sqlx::{Decode, Encode, Postgres, Type, TypeInfo, ValueRef};
use uuid::Uuid;

use super::range;
use crate::column_type::{Count, Driver, Form, Texts, oids, unknown};
use crate::const_str::ConstString;
use crate::{ColumnType, DecodeError, EncodeError, Interval, SqlType, Wire};

/// The quoted name of an enum type, for the look-up of its OID.
struct EnumName<C>(C);

impl<C: ColumnType> EnumName<C> {
    const TEXT: ConstString<256> = {
        let mut text = ConstString::new();
        if let SqlType::Enum(definition) = C::SQL {
            definition.qualified().write(&mut text);
        }
        text
    };
    const NAME: &'static str = { const { &Self::TEXT }.as_str() };
}

const JSON: (u32, u32) = (114, 199);
const JSONB: (u32, u32) = (3802, 3807);

/// The type of a parameter: that of the column for enums, documents, intervals and ranges, else the type that its Rust type is
/// sent as.
#[must_use]
pub fn type_info<C: ColumnType>() -> PgTypeInfo {
    match C::SQL {
        SqlType::Enum(_) => PgTypeInfo::with_name(EnumName::<C>::NAME),
        SqlType::Json => PgTypeInfo::with_oid(Oid(JSON.0)),
        SqlType::Jsonb => PgTypeInfo::with_oid(Oid(JSONB.0)),
        SqlType::Interval => PgInterval::type_info(),
        _ => carrier(C::CARRIER, false),
    }
}

/// The same for an array.
#[must_use]
pub fn array_type_info<C: ColumnType>() -> PgTypeInfo {
    match C::SQL {
        SqlType::Enum(_) => PgTypeInfo::array_of(EnumName::<C>::NAME),
        SqlType::Json => PgTypeInfo::with_oid(Oid(JSON.1)),
        SqlType::Jsonb => PgTypeInfo::with_oid(Oid(JSONB.1)),
        SqlType::Interval => PgInterval::array_type_info(),
        _ => carrier(C::CARRIER, true),
    }
}

/// Tests whether values of the type can be read.
#[must_use]
pub fn compatible<C: ColumnType>(ty: &PgTypeInfo) -> bool {
    OwnSql::<C::Wire>::compatible(ty)
}

/// The same for an array.
#[must_use]
pub fn array_compatible<C: ColumnType>(ty: &PgTypeInfo) -> bool {
    match array_element(ty) {
        Some(element) => compatible::<C>(element),
        None => *ty == array_type_info::<C>(),
    }
}

fn carrier(sql_type: SqlType, array: bool) -> PgTypeInfo {
    fn of<T: Type<Postgres> + PgHasArrayType>(array: bool) -> PgTypeInfo {
        if array { T::array_type_info() } else { T::type_info() }
    }
    match sql_type.unsized_type() {
        SqlType::Array(element) if !array => carrier(*element, true),
        SqlType::Boolean => of::<bool>(array),
        SqlType::SmallInt => of::<i16>(array),
        SqlType::Integer => of::<i32>(array),
        SqlType::BigInt => of::<i64>(array),
        SqlType::Real => of::<f32>(array),
        SqlType::DoublePrecision => of::<f64>(array),
        SqlType::Bytea => of::<Vec<u8>>(array),
        SqlType::Uuid => of::<Uuid>(array),
        SqlType::Date => of::<NaiveDate>(array),
        SqlType::Time => of::<NaiveTime>(array),
        SqlType::Timestamp => of::<NaiveDateTime>(array),
        SqlType::TimestampTz => of::<DateTime<Utc>>(array),
        #[cfg(feature = "rust_decimal")]
        SqlType::Numeric => of::<rust_decimal::Decimal>(array),
        SqlType::Named(name) => match oids(name) {
            Some((scalar, all)) => PgTypeInfo::with_oid(Oid(if array { all } else { scalar })),
            None => of::<String>(array),
        },
        _ => of::<String>(array),
    }
}

/// Writes the value in the binary format of [`type_info`].
///
/// # Errors
///
/// The value cannot be stored in PostgreSQL.
pub fn encode<C: ColumnType>(
    value: Result<Value, EncodeError>,
    buffer: &mut PgArgumentBuffer,
) -> Result<IsNull, BoxDynError> {
    match (C::SQL, value?) {
        (SqlType::Jsonb, Value::String(Some(text))) => {
            buffer.push(1);
            write(text, buffer)
        }
        (SqlType::Interval, Value::String(Some(text))) => match Interval::of_sql(&text) {
            Some(interval) => write(interval, buffer),
            None => Err(format!("`{text}` is not an interval").into()),
        },
        (_, Value::String(Some(text))) => match C::CARRIER {
            SqlType::Named(name) if oids(name).is_some() => range::encode(name, &text, buffer),
            _ => write(text, buffer),
        },
        (_, value) => bind(value, buffer),
    }
}

/// Names the database: with the feature of another one, or `any`, sqlx implements its traits for these types more than once.
fn write<'q>(value: impl Encode<'q, Postgres>, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
    value.encode(buffer)
}

pub(super) fn bind(value: Value, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
    match value {
        Value::Bool(value) => write(value, buffer),
        Value::SmallInt(value) => write(value, buffer),
        Value::Int(value) => write(value, buffer),
        Value::BigInt(value) => write(value, buffer),
        Value::Float(value) => write(value, buffer),
        Value::Double(value) => write(value, buffer),
        Value::String(value) => write(value, buffer),
        Value::Bytes(value) => write(value, buffer),
        Value::Uuid(value) => write(value, buffer),
        Value::ChronoDate(value) => write(value, buffer),
        Value::ChronoTime(value) => write(value, buffer),
        Value::ChronoDateTime(value) => write(value, buffer),
        Value::ChronoDateTimeUtc(value) => write(value, buffer),
        #[cfg(feature = "rust_decimal")]
        Value::Decimal(value) => write(value, buffer),
        Value::Array(element, elements) => bind_array(&element, elements.map_or_else(Vec::new, |all| *all), buffer),
        other => Err(format!("values of the kind {:?} are not supported", other.array_type()).into()),
    }
}

fn bind_array(element: &ArrayType, elements: Vec<Value>, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
    match element {
        ArrayType::Bool => bind_elements::<bool>(elements, buffer),
        ArrayType::SmallInt => bind_elements::<i16>(elements, buffer),
        ArrayType::Int => bind_elements::<i32>(elements, buffer),
        ArrayType::BigInt => bind_elements::<i64>(elements, buffer),
        ArrayType::Float => bind_elements::<f32>(elements, buffer),
        ArrayType::Double => bind_elements::<f64>(elements, buffer),
        ArrayType::String => bind_elements::<String>(elements, buffer),
        ArrayType::Bytes => bind_elements::<Vec<u8>>(elements, buffer),
        ArrayType::Uuid => bind_elements::<Uuid>(elements, buffer),
        ArrayType::ChronoDate => bind_elements::<NaiveDate>(elements, buffer),
        ArrayType::ChronoTime => bind_elements::<NaiveTime>(elements, buffer),
        ArrayType::ChronoDateTime => bind_elements::<NaiveDateTime>(elements, buffer),
        ArrayType::ChronoDateTimeUtc => bind_elements::<DateTime<Utc>>(elements, buffer),
        #[cfg(feature = "rust_decimal")]
        ArrayType::Decimal => bind_elements::<rust_decimal::Decimal>(elements, buffer),
        other => Err(format!("arrays of {other:?} are not supported").into()),
    }
}

fn bind_elements<T>(elements: Vec<Value>, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError>
where
    T: ValueType + Nullable + PgHasArrayType + Type<Postgres> + for<'q> Encode<'q, Postgres>,
{
    let elements: Vec<T> = elements.into_iter().map(<T as ValueType>::try_from).collect::<Result<_, _>>()?;
    write(elements, buffer)
}

/// Reads a value of [`type_info`], or of a type that is cast to the same text.
///
/// # Errors
///
/// The value is not a value of this type.
pub fn decode<C: ColumnType>(value: PgValueRef<'_>) -> Result<C, BoxDynError> {
    let OwnSql(wire) = OwnSql::<C::Wire>::decode(value)?;
    Ok(C::from_wire(wire)?)
}

/// A value in the result of your own SQL, which has no casts: the texts of enums, documents, addresses and numbers are
/// read from their binary formats.
pub(super) struct OwnSql<W>(pub(super) W);

impl<W: Wire> Type<Postgres> for OwnSql<W> {
    fn type_info() -> PgTypeInfo {
        W::type_info()
    }

    fn compatible(ty: &PgTypeInfo) -> bool {
        W::compatible(ty) || W::TEXTS.is_some()
    }
}

impl<'row, W: Wire> Decode<'row, Postgres> for OwnSql<W> {
    fn decode(value: PgValueRef<'row>) -> Result<Self, BoxDynError> {
        let ty = value.type_info();
        if value.is_null() || value.format() == PgValueFormat::Text || W::compatible(&ty) {
            return W::decode(value).map(Self);
        }
        let (form, count) = form::<W>(&ty).ok_or_else(|| unknown(ty.name()))?;
        let bytes = value.as_bytes()?;
        let texts = match count {
            Count::One => Texts::One(form.read(bytes)?),
            Count::Many => Texts::Many(form.read_array(bytes)?),
        };
        Ok(Self(W::of_texts(texts).ok_or_else(|| DecodeError::new("the value is not a text"))?))
    }
}

fn form<W: Driver>(ty: &PgTypeInfo) -> Option<(Form, Count)> {
    let count = W::TEXTS?;
    let scalar = match count {
        Count::One => ty,
        Count::Many => array_element(ty)?,
    };
    Some((scalar_form(scalar)?, count))
}

fn scalar_form(ty: &PgTypeInfo) -> Option<Form> {
    match known_kind(ty)? {
        PgTypeKind::Domain(base) => scalar_form(base),
        kind => Form::of(ty.oid()?.0, ty.name(), matches!(kind, PgTypeKind::Enum(_))),
    }
}

fn array_element(ty: &PgTypeInfo) -> Option<&PgTypeInfo> {
    match known_kind(ty)? {
        PgTypeKind::Array(element) => Some(element),
        _ => None,
    }
}

/// sqlx panics when it is asked for the kind of a type that it knows only by its OID or its name.
fn known_kind(ty: &PgTypeInfo) -> Option<&PgTypeKind> {
    let is_declared = *ty == PgTypeInfo::with_name("\u{0}") || ty.oid().is_none();
    (!is_declared).then(|| ty.kind())
}

impl Encode<'_, Postgres> for Interval {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let Self { months, days, microseconds } = *self;
        PgInterval { months, days, microseconds }.encode_by_ref(buffer)
    }
}

#[cfg(feature = "json")]
mod json {
    use serde::Serialize;
    use serde::de::DeserializeOwned;
    use sqlx::encode::IsNull;
    use sqlx::error::BoxDynError;
    use sqlx::postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueRef};
    use sqlx::{Decode, Encode, Postgres, Type};

    use super::{JSONB, Oid, OwnSql};
    use crate::Json;

    impl<T> Type<Postgres> for Json<T> {
        fn type_info() -> PgTypeInfo {
            PgTypeInfo::with_oid(Oid(JSONB.0))
        }

        fn compatible(ty: &PgTypeInfo) -> bool {
            OwnSql::<String>::compatible(ty)
        }
    }

    impl<T> PgHasArrayType for Json<T> {
        fn array_type_info() -> PgTypeInfo {
            PgTypeInfo::with_oid(Oid(JSONB.1))
        }

        fn array_compatible(ty: &PgTypeInfo) -> bool {
            super::array_element(ty).is_some() || *ty == Self::array_type_info()
        }
    }

    impl<T: Serialize> Encode<'_, Postgres> for Json<T> {
        fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
            // The version of the binary format.
            buffer.push(1);
            serde_json::to_writer(&mut **buffer, &self.0)?;
            Ok(IsNull::No)
        }
    }

    impl<T: DeserializeOwned> Decode<'_, Postgres> for Json<T> {
        fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
            let OwnSql(text) = OwnSql::<String>::decode(value)?;
            Ok(Self(serde_json::from_str(&text)?))
        }
    }
}
