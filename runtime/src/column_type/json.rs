use std::fmt::Debug;
use std::ops::{Deref, DerefMut};

use sea_query::Value;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{ColumnType, DecodeError, EncodeError, ValueOf, value_of};
use crate::SqlType;

/// A `jsonb` column with the type `T` (rule C04).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Json<T>(pub T);

/// A type that serde can serialize and deserialize, with the traits of a column type.
#[diagnostic::on_unimplemented(
    message = "[C03] `{Self}` is not a document: it lacks `Debug`, `Clone`, or `Serialize` or `Deserialize` of serde",
    label = "the derives of `{Self}` are not complete",
    note = "write `#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]` above it",
    note = "docs: peristyle::rules::C03"
)]
pub trait Document: Clone + Debug + Serialize + DeserializeOwned + Send + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Clone + Debug + Serialize + DeserializeOwned + Send + 'static> Document for T {}

impl<T: Document> ColumnType for Json<T> {
    const SQL: SqlType = SqlType::Jsonb;
    const CARRIER: SqlType = SqlType::Text;
    const VALUE: ValueOf<Self> = value_of();
    type Base = Self;
    type Bare = Self;
    type Wire = String;

    fn into_value(self) -> Result<Value, EncodeError> {
        serde_json::to_string(&self.0).map(|text| Value::String(Some(text))).map_err(EncodeError::new)
    }

    fn null() -> Value {
        Value::String(None)
    }

    fn bare(&self) -> Option<&Self> {
        Some(self)
    }

    fn from_wire(wire: String) -> Result<Self, DecodeError> {
        serde_json::from_str(&wire).map(Self).map_err(DecodeError::new)
    }
}

/// A document of any shape (waiver of rule C04).
impl ColumnType for serde_json::Value {
    const SQL: SqlType = SqlType::Jsonb;
    const CARRIER: SqlType = SqlType::Text;
    const UNTYPED_JSON: bool = true;
    const VALUE: ValueOf<Self> = value_of();
    type Base = Self;
    type Bare = Self;
    type Wire = String;

    fn into_value(self) -> Result<Value, EncodeError> {
        Json(self).into_value()
    }

    fn null() -> Value {
        Value::String(None)
    }

    fn bare(&self) -> Option<&Self> {
        Some(self)
    }

    fn from_wire(wire: String) -> Result<Self, DecodeError> {
        Json::from_wire(wire).map(|Json(value)| value)
    }
}

impl<T> From<T> for Json<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Json<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Serialize> Serialize for Json<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Json<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}
