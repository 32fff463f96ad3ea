//! Types that are sent as text and cast by the statement, because no driver reads them without loss.

/// Implements `ColumnType` from the SQL type and the conversions to and from text.
macro_rules! travels_as_text {
    ($rust:ty => $sql:expr, $sent:expr, $read:expr, $json:ident) => {
        impl $crate::ColumnType for $rust {
            const SQL: $crate::SqlType = $sql;
            const CARRIER: $crate::SqlType = $crate::SqlType::Text;
            const JSON: $crate::column_type::JsonForm = $crate::column_type::JsonForm::$json;
            const VALUE: $crate::column_type::ValueOf<Self> = $crate::column_type::value_of();
            type Base = Self;
            type Bare = Self;
            type Wire = String;

            fn into_value(self) -> Result<sea_query::Value, $crate::EncodeError> {
                $sent(self).map(|text| sea_query::Value::String(Some(text)))
            }

            fn null() -> sea_query::Value {
                sea_query::Value::String(None)
            }

            fn bare(&self) -> Option<&Self> {
                Some(self)
            }

            fn from_wire(wire: String) -> Result<Self, $crate::DecodeError> {
                $read(&wire)
            }
        }
    };
}

pub(super) use travels_as_text;
