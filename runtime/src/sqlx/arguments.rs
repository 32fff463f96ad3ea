use sea_query::{ArrayType, Value};
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArguments, PgBindIterExt, PgHasArrayType};
use sqlx::{Arguments, Encode, Postgres, Type};

use crate::query::element::{Element, bytes_in_message};

/// Room for what is no element: the heads of arrays, and a tenant.
const OF_OTHERS: usize = 1024;

/// Binds the values for sqlx, each as a Rust type with the exact width of the column, because sqlx caches prepared
/// statements with their types. sea-query's own binder ignores encoding errors.
pub(super) fn arguments(values: Vec<Value>) -> Result<PgArguments, BoxDynError> {
    let mut arguments = PgArguments::default();
    // One row grows the buffer a few times by little, and a batch would move it several times.
    let arrays = values.iter().map(|value| match value {
        Value::Array(_, Some(elements)) => bytes_in_message(elements),
        _ => 0,
    });
    match arrays.sum::<usize>() {
        0 => {}
        bytes => arguments.reserve(values.len(), bytes + OF_OTHERS),
    }
    for value in values {
        add(&mut arguments, value)?;
    }
    Ok(arguments)
}

fn add(arguments: &mut PgArguments, value: Value) -> Result<(), BoxDynError> {
    match value {
        Value::Bool(value) => arguments.add(value),
        Value::SmallInt(value) => arguments.add(value),
        Value::Int(value) => arguments.add(value),
        Value::BigInt(value) => arguments.add(value),
        // The type of a limit in sea-query.
        Value::BigUnsigned(value) => arguments.add(value.map(<i64 as TryFrom<u64>>::try_from).transpose()?),
        Value::Float(value) => arguments.add(value),
        Value::Double(value) => arguments.add(value),
        Value::String(value) => arguments.add(value),
        Value::Bytes(value) => arguments.add(value),
        Value::Uuid(value) => arguments.add(value),
        Value::ChronoDate(value) => arguments.add(value),
        Value::ChronoTime(value) => arguments.add(value),
        Value::ChronoDateTime(value) => arguments.add(value),
        Value::ChronoDateTimeUtc(value) => arguments.add(value),
        #[cfg(feature = "rust_decimal")]
        Value::Decimal(value) => arguments.add(value),
        Value::Array(element, elements) => add_array(arguments, &element, elements.map(|elements| *elements)),
        other => Err(format!("values of the kind {:?} are not supported", other.array_type()).into()),
    }
}

fn add_array(
    arguments: &mut PgArguments,
    element: &ArrayType,
    elements: Option<Vec<Value>>,
) -> Result<(), BoxDynError> {
    match element {
        ArrayType::Bool => add_elements::<bool>(arguments, elements),
        ArrayType::SmallInt => add_elements::<i16>(arguments, elements),
        ArrayType::Int => add_elements::<i32>(arguments, elements),
        ArrayType::BigInt => add_elements::<i64>(arguments, elements),
        ArrayType::Float => add_elements::<f32>(arguments, elements),
        ArrayType::Double => add_elements::<f64>(arguments, elements),
        ArrayType::String => add_elements::<String>(arguments, elements),
        ArrayType::Bytes => add_elements::<Vec<u8>>(arguments, elements),
        ArrayType::Uuid => add_elements::<uuid::Uuid>(arguments, elements),
        ArrayType::ChronoDate => add_elements::<chrono::NaiveDate>(arguments, elements),
        ArrayType::ChronoTime => add_elements::<chrono::NaiveTime>(arguments, elements),
        ArrayType::ChronoDateTime => add_elements::<chrono::NaiveDateTime>(arguments, elements),
        ArrayType::ChronoDateTimeUtc => add_elements::<chrono::DateTime<chrono::Utc>>(arguments, elements),
        #[cfg(feature = "rust_decimal")]
        ArrayType::Decimal => add_elements::<rust_decimal::Decimal>(arguments, elements),
        other => Err(format!("arrays of {other:?} are not supported").into()),
    }
}

/// Elements may be NULL in the array of a batch. They are encoded one by one, without a copy of the array.
fn add_elements<T>(arguments: &mut PgArguments, elements: Option<Vec<Value>>) -> Result<(), BoxDynError>
where
    T: Element + PgHasArrayType + Type<Postgres> + for<'q> Encode<'q, Postgres>,
{
    let Some(elements) = elements else { return arguments.add::<Option<Vec<Option<T>>>>(None) };
    let mut other_kind = None;
    let elements = elements.iter().map(|element| {
        T::of(element).unwrap_or_else(|error| {
            other_kind = Some(error);
            None
        })
    });
    arguments.add(elements.bind_iter())?;
    other_kind.map_or(Ok(()), |error| Err(error.into()))
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
            assert!(arguments(vec![value]).is_err());
        }
    }

    #[test]
    fn null_and_values_are_bound() {
        let values = vec![
            Value::Int(None),
            Value::BigUnsigned(Some(20)),
            Value::Array(ArrayType::String, None),
            Value::Array(ArrayType::String, Some(Box::new(vec![Value::String(Some("a".to_owned()))]))),
            Value::Array(ArrayType::Int, Some(Box::new(vec![Value::Int(Some(1)), Value::Int(None)]))),
        ];
        assert_eq!(arguments(values).map(|arguments| arguments.len()).ok(), Some(5));
    }
}
