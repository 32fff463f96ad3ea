use std::fmt::Debug;

use sea_query::Value;

use super::value::{ShownSet, ValueOf, cloned_set};
use super::wire::Present;
use super::{ColumnType, DecodeError, EncodeError, JsonForm};
use crate::definition::QualifiedName;
use crate::table::nullable;
use crate::{ColumnDef, SqlType, TableDef};

impl<T> ColumnType for Option<T>
where
    T: ColumnType,
    T::Wire: Present,
{
    const SQL: SqlType = T::SQL;
    const CARRIER: SqlType = T::CARRIER;
    const NULLABLE: bool = true;
    const UNTYPED_JSON: bool = T::UNTYPED_JSON;
    const JSON: JsonForm = T::JSON;
    const REFERENCES: Option<fn() -> &'static TableDef> = T::REFERENCES;
    const TARGET: QualifiedName = T::TARGET;
    const REFERENCES_DEF: Option<(&'static TableDef, &'static str)> = T::REFERENCES_DEF;
    const COLUMN: ColumnDef = nullable(T::COLUMN);
    const VALUE: ValueOf<Self> = ValueOf { cloned: cloned_set, shown: |value, f| ShownSet(value).fmt(f) };
    type Base = T;
    type Bare = T::Bare;
    type Wire = <T::Wire as Present>::Nullable;

    fn into_value(self) -> Result<Value, EncodeError> {
        self.map_or_else(|| Ok(T::null()), T::into_value)
    }

    fn null() -> Value {
        T::null()
    }

    fn bare(&self) -> Option<&T::Bare> {
        self.as_ref().and_then(T::bare)
    }

    fn from_wire(wire: Self::Wire) -> Result<Self, DecodeError> {
        wire.into().map(T::from_wire).transpose()
    }
}
