//! `ToSchema` of utoipa.

use serde_json::Value;
use utoipa::openapi::schema::{
    AdditionalProperties, AllOfBuilder, AnyOfBuilder, ArrayBuilder, Object, ObjectBuilder, Schema, SchemaType,
};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::describe::{View, describe};
use super::own::Described;

/// The names and schemas of components.
type Components = Vec<(String, RefOr<Schema>)>;

/// The schema of the type of a column, and the components that it refers to.
#[derive(Debug, Clone, Copy)]
pub struct Own {
    schema: fn() -> RefOr<Schema>,
    components: fn(&mut Components),
}

impl Own {
    pub(super) const fn of<T: ToSchema>() -> Self {
        Self { schema: <T as PartialSchema>::schema, components: <T as ToSchema>::schemas }
    }
}

/// The keyword of a schema that stands for the one of a column.
const OWN: &str = "$own";

/// The schema of a generated type.
pub fn generated<T: Described>(view: View) -> RefOr<Schema> {
    let schema = describe::<T>(view, &mut |own| {
        own.utoipa.is_some().then(|| Value::Object([(OWN.to_owned(), own.place.into())].into_iter().collect()))
    });
    converted(&schema, &|place| {
        let own = T::OWN.iter().find(|own| own.place as u64 == place).and_then(|own| own.utoipa);
        own.map_or_else(|| ObjectBuilder::new().schema_type(SchemaType::AnyValue).into(), |own| (own.schema)())
    })
}

/// Collects the components that the columns refer to.
pub fn collect<T: Described>(components: &mut Components) {
    for own in T::OWN.iter().filter_map(|own| own.utoipa) {
        (own.components)(components);
    }
}

/// The schema of an enum with these labels.
pub fn labels(doc: &str, labels: &[&str]) -> RefOr<Schema> {
    let doc = Some(doc).filter(|doc| !doc.is_empty());
    ObjectBuilder::new()
        .schema_type(utoipa::openapi::schema::Type::String)
        .description(doc)
        .enum_values(Some(labels.iter().copied()))
        .into()
}

/// The same schema in the types of utoipa.
fn converted(schema: &Value, own: &dyn Fn(u64) -> RefOr<Schema>) -> RefOr<Schema> {
    let text = |key: &str| schema.get(key).and_then(Value::as_str).map(str::to_owned);
    let count = |key: &str| schema.get(key).and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
    let types = || schema.get("type").and_then(|types| serde_json::from_value::<SchemaType>(types.clone()).ok());
    if let Some(place) = schema.get(OWN).and_then(Value::as_u64) {
        return own(place);
    }
    if let Some(location) = text("$ref") {
        return RefOr::Ref(Ref::new(location));
    }
    if let Some(Value::Array(parts)) = schema.get("allOf") {
        let all = AllOfBuilder::new().description(text("description"));
        return parts.iter().fold(all, |all, part| all.item(converted(part, own))).into();
    }
    if let Some(Value::Array(parts)) = schema.get("anyOf") {
        let any = AnyOfBuilder::new().description(text("description"));
        return parts.iter().fold(any, |any, part| any.item(converted(part, own))).into();
    }
    if let Some(items) = schema.get("items") {
        let array = ArrayBuilder::new()
            .schema_type(types().unwrap_or(SchemaType::AnyValue))
            .items(converted(items, own))
            .min_items(count("minItems"))
            .max_items(count("maxItems"))
            .description(text("description"));
        return array.into();
    }
    if let Some(Value::Object(properties)) = schema.get("properties") {
        let object = ObjectBuilder::new().description(text("description"));
        let is_closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
        let object = object.additional_properties(is_closed.then_some(AdditionalProperties::FreeForm(false)));
        let object =
            properties.iter().fold(object, |object, (name, schema)| object.property(name, converted(schema, own)));
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        return required.fold(object, ObjectBuilder::required).into();
    }
    RefOr::T(Schema::Object(keywords(schema, types())))
}

/// A schema of keywords only.
fn keywords(schema: &Value, types: Option<SchemaType>) -> Object {
    let mut typed = schema.clone();
    if let Some(keywords) = typed.as_object_mut() {
        keywords.insert("type".to_owned(), "string".into());
    }
    let mut object: Object = serde_json::from_value(typed).unwrap_or_default();
    object.schema_type = types.unwrap_or(SchemaType::AnyValue);
    object
}

#[cfg(feature = "json")]
mod json {
    use std::borrow::Cow;

    use utoipa::__dev::ComposeSchema;
    use utoipa::ToSchema;
    use utoipa::openapi::RefOr;
    use utoipa::openapi::schema::Schema;

    use super::Components;
    use crate::Json;

    /// `derive(ToSchema)` calls this for a type with an argument.
    impl<T: ComposeSchema> ComposeSchema for Json<T> {
        fn compose(generics: Vec<RefOr<Schema>>) -> RefOr<Schema> {
            let mut generics = generics.into_iter();
            generics.next().unwrap_or_else(|| T::compose(generics.collect()))
        }
    }

    impl<T: ToSchema + ComposeSchema> ToSchema for Json<T> {
        fn name() -> Cow<'static, str> {
            T::name()
        }

        fn schemas(components: &mut Components) {
            T::schemas(components);
        }
    }
}
