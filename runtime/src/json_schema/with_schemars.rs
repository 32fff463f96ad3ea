//! `JsonSchema` of schemars.

use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::describe::{View, describe};
use super::own::Described;

/// The schema of a generated type.
pub fn generated<T: Described>(generator: &mut SchemaGenerator, view: View) -> Schema {
    let schema = describe::<T>(view, &mut |own| {
        let schema: Schema = own.schemars?(generator);
        Some(match Value::from(schema) {
            Value::Bool(true) => Value::Object(Map::new()),
            other => other,
        })
    });
    Schema::try_from(schema).unwrap_or_default()
}

/// The schema of an enum with these labels.
pub fn labels(doc: &str, labels: &[&str]) -> Schema {
    let mut schema = Map::new();
    if !doc.is_empty() {
        schema.insert("description".to_owned(), doc.into());
    }
    schema.insert("type".to_owned(), "string".into());
    schema.insert("enum".to_owned(), json!(labels));
    schema.into()
}

#[cfg(feature = "json")]
mod json {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator};

    use crate::Json;

    impl<T: JsonSchema> JsonSchema for Json<T> {
        fn inline_schema() -> bool {
            T::inline_schema()
        }

        fn schema_name() -> Cow<'static, str> {
            T::schema_name()
        }

        fn schema_id() -> Cow<'static, str> {
            T::schema_id()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            T::json_schema(generator)
        }
    }
}
