use sea_query::{ArrayType, Value};

use super::value::{Shown, ValueOf, cloned};
use super::wire::Scalar;
use super::{ColumnType, DecodeError, EncodeError, JsonForm};
use crate::SqlType;

/// An array without NULL elements.
impl<T> ColumnType for Vec<T>
where
    T: ColumnType,
    T::Wire: Scalar,
{
    const SQL: SqlType = SqlType::Array(&T::SQL);
    const CARRIER: SqlType = SqlType::Array(&T::CARRIER);
    const UNTYPED_JSON: bool = T::UNTYPED_JSON;
    const JSON: JsonForm = JsonForm::Array(&T::JSON);
    const VALUE: ValueOf<Self> = ValueOf {
        cloned: |array| array.iter().map(cloned).collect(),
        shown: |array, f| f.debug_list().entries(array.iter().map(Shown)).finish(),
    };
    type Base = Self;
    type Bare = Self;
    type Wire = <T::Wire as Scalar>::Array;

    fn into_value(self) -> Result<Value, EncodeError> {
        let elements = self.into_iter().map(T::into_value).collect::<Result<_, _>>()?;
        Ok(Value::Array(element_type::<T>(), Some(Box::new(elements))))
    }

    fn null() -> Value {
        Value::Array(element_type::<T>(), None)
    }

    fn bare(&self) -> Option<&Self> {
        Some(self)
    }

    fn from_wire(wire: Self::Wire) -> Result<Self, DecodeError> {
        wire.into().into_iter().map(T::from_wire).collect()
    }
}

fn element_type<T: ColumnType>() -> ArrayType {
    T::null().array_type()
}
