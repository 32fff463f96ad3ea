use sea_query::Value;
use uuid::Uuid;

use super::{ColumnType, DecodeError, EncodeError, JsonForm, ValueOf, value_of};
use crate::definition::QualifiedName;
use crate::table::{RootOf, of_id};
use crate::{ColumnDef, Id, SqlType, Table, TableDef};

impl<T: Table> ColumnType for Id<T> {
    const SQL: SqlType = SqlType::Uuid;
    const JSON: JsonForm = JsonForm::Id;
    const REFERENCES: Option<fn() -> &'static TableDef> = Some(T::def);
    const COLUMN: ColumnDef = of_id(T::def);
    const TARGET: QualifiedName = QualifiedName::of::<T>();
    const REFERENCES_DEF: Option<(&'static TableDef, &'static str)> = Some((&T::DEF, T::Scope::RUST_NAME));
    const VALUE: ValueOf<Self> = value_of();
    type Base = Self;
    type Bare = Self;
    type Wire = Uuid;

    fn into_value(self) -> Result<Value, EncodeError> {
        Ok(Value::Uuid(Some(self.uuid())))
    }

    fn null() -> Value {
        Value::Uuid(None)
    }

    fn bare(&self) -> Option<&Self> {
        Some(self)
    }

    fn from_wire(wire: Uuid) -> Result<Self, DecodeError> {
        Ok(Self::stored(wire))
    }
}
