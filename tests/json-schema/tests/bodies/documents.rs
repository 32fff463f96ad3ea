//! The schemas as documents, and what they contain.

use jsonschema::Validator;
use peristyle::prelude::*;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json, to_value};
use utoipa::{PartialSchema, ToSchema};

use crate::tables::{Settings, Status, Thing, ThingInsert, ThingUpdate};

fn of_schemars<T: JsonSchema>() -> Value {
    to_value(SchemaGenerator::default().into_root_schema_for::<T>()).unwrap()
}

fn of_utoipa<T: ToSchema + PartialSchema>() -> Value {
    let mut components = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut components);
    let components: serde_json::Map<String, Value> =
        components.into_iter().map(|(name, schema)| (name, to_value(schema).unwrap())).collect();
    json!({ "$ref": format!("#/components/schemas/{}", T::name()), "components": { "schemas": components } })
}

fn documents(name: &str) -> [(&'static str, Value); 2] {
    match name {
        "Thing" => [("schemars", of_schemars::<Thing>()), ("utoipa", of_utoipa::<Thing>())],
        "ThingInsert" => [("schemars", of_schemars::<ThingInsert>()), ("utoipa", of_utoipa::<ThingInsert>())],
        _ => [("schemars", of_schemars::<ThingUpdate>()), ("utoipa", of_utoipa::<ThingUpdate>())],
    }
}

/// The validators of a type, with formats.
pub fn validators(name: &str) -> Vec<(&'static str, Validator)> {
    let documents = documents(name).into_iter();
    documents
        .map(|(library, document)| {
            (library, jsonschema::options().should_validate_formats(true).build(&document).unwrap())
        })
        .collect()
}

/// Without what stands for a type of its own, which the libraries write differently.
fn plain(mut properties: Value) -> Value {
    for own in ["settings", "finish", "sku", "status", "before", "history"] {
        properties.as_object_mut().unwrap().remove(own);
    }
    properties
}

#[test]
fn both_libraries_have_the_same_schema() {
    for name in ["Thing", "ThingInsert", "ThingUpdate"] {
        let [(_, schemars), (_, utoipa)] = documents(name);
        let utoipa = &utoipa["components"]["schemas"][name];
        for key in ["type", "required", "description"] {
            assert_eq!(schemars[key], utoipa[key], "{name}");
        }
        let (one, other) = (plain(schemars["properties"].clone()), plain(utoipa["properties"].clone()));
        for (property, schema) in one.as_object().unwrap() {
            assert_eq!(schema, &other[property], "{name}.{property}");
        }
        assert_eq!(one.as_object().unwrap().len(), other.as_object().unwrap().len());
    }
}

#[test]
fn an_insert_is_described() {
    let insert = of_schemars::<ThingInsert>();
    let required = json!(["name", "label", "price", "small", "ratio", "finish", "sku", "settings"]);
    assert_eq!(insert["required"], required);
    let properties = &insert["properties"];
    assert_eq!(
        properties["name"],
        json!({ "type": "string", "maxLength": 5, "pattern": r"^[^\u0000]*$", "description": "The name for customers." })
    );
    assert_eq!(properties["stock"], json!({ "type": "integer", "format": "int32", "minimum": 0, "maximum": 1000 }));
    assert_eq!(properties["id"]["format"], "uuid");
    assert!(properties.get("aWord").is_some() && properties.get("createdAt").is_none());
    assert_eq!(insert["$defs"]["Status"]["enum"], json!(["draft", "on_sale", "retired"]));
    assert_eq!(insert["$defs"]["Status"]["description"], "The status of a thing.");
    assert!(insert["$defs"]["Settings"]["properties"]["featured"].is_object());
}

#[test]
fn a_row_has_all_columns() {
    let row = of_schemars::<Thing>();
    assert_eq!(row["required"].as_array().unwrap().len(), row["properties"].as_object().unwrap().len());
    assert_eq!(row["properties"]["deletedAt"], json!({ "type": ["string", "null"], "format": "date-time" }));
    assert_eq!(row["properties"]["price"]["type"], "string", "a decimal is written as text");
    assert_eq!(row["description"], "A thing.");
}

#[test]
fn an_update_requires_nothing() {
    let update = of_schemars::<ThingUpdate>();
    assert!(update.get("required").is_none() && update["properties"].get("id").is_none());
    assert_eq!(update["properties"]["name"]["type"], "string", "NULL is no name");
    assert_eq!(update["properties"]["aWord"]["allOf"][0]["type"], json!(["string", "null"]));
}

#[test]
fn components_are_collected() {
    let document = of_utoipa::<ThingInsert>();
    assert!(document["components"]["schemas"]["Finish"].is_object(), "the settings refer to it: {document:#}");
    assert_eq!(to_value(<Json<Settings> as PartialSchema>::schema()).unwrap(), to_value(Settings::schema()).unwrap());
    assert_eq!(to_value(Status::schema()).unwrap()["enum"], json!(["draft", "on_sale", "retired"]));
}
