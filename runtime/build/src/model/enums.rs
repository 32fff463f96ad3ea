use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Name, Text, Waiver, is_usual, texts};
use crate::{EnumDef, Schema, definition};

/// An enum type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Enum {
    /// The schema of the database, where it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Text>,
    /// The name of the type.
    pub name: Text,
    /// The labels in order.
    pub labels: Vec<Text>,
    /// The documentation of the Rust enum.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub doc: Text,
    /// The waivers on it.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub waivers: Vec<Waiver>,
}

impl Enum {
    fn of(def: &EnumDef) -> Self {
        let EnumDef { schema, name, labels, doc, waivers, __non_exhaustive: () } = *def;
        Self {
            schema: schema.map(Text::from),
            name: name.into(),
            labels: texts(labels),
            doc: doc.into(),
            waivers: Waiver::all(waivers),
        }
    }

    /// Returns the name with the schema.
    #[must_use]
    pub fn qualified(&self) -> Name<'_> {
        Name { schema: self.schema.as_deref(), name: &self.name }
    }

    /// The name as the type of a column is written.
    pub(super) fn written(&self) -> String {
        self.qualified().quoted().to_string()
    }

    pub(super) fn identity(&self) -> (Option<Text>, Text) {
        (self.schema.clone(), self.name.clone())
    }
}

/// The enum types in the order of their first use. Of two different ones with one name both, for rule S01.
pub(super) fn of(schema: &Schema) -> Vec<Enum> {
    let mut first = HashMap::new();
    let mut enums = Vec::new();
    for column in schema.tables.iter().flat_map(|table| table.stored_columns()) {
        let Some(definition) = enum_of(column.sql_type) else { continue };
        let seen = first.insert(definition.qualified(), definition);
        if seen != Some(definition) {
            enums.push(Enum::of(definition));
        }
    }
    enums
}

/// The enum that a column holds, or an array of it.
fn enum_of(sql_type: definition::SqlType) -> Option<&'static EnumDef> {
    match sql_type {
        definition::SqlType::Enum(definition) => Some(definition),
        definition::SqlType::Array(element) => enum_of(*element),
        _ => None,
    }
}
