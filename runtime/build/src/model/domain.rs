use serde::{Deserialize, Serialize};

use super::{Name, Text, is_usual};

/// A domain: a type with conditions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Domain {
    /// The schema of the database, where it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Text>,
    /// The name of the type.
    pub name: Text,
    /// The type that it restricts, as SQL.
    #[serde(rename = "type")]
    pub sql_type: Text,
    /// How its texts are compared and sorted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<Text>,
    /// The default, as SQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Text>,
    /// Whether NULL is refused.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub not_null: bool,
    /// The conditions.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub checks: Vec<DomainCheck>,
    /// The comment on it.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub doc: Text,
}

/// A condition of a [`Domain`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct DomainCheck {
    /// The name of the constraint.
    pub name: Text,
    /// The condition over `VALUE`, as SQL.
    pub condition: Text,
}

impl DomainCheck {
    /// Returns the condition under this name.
    #[must_use]
    pub const fn new(name: Text, condition: Text) -> Self {
        Self { name, condition }
    }
}

impl Domain {
    /// Returns a domain over this type without conditions, nullable, in no schema.
    #[must_use]
    pub const fn new(name: Text, sql_type: Text) -> Self {
        let doc = Text::Borrowed("");
        Self { schema: None, name, sql_type, collation: None, default: None, not_null: false, checks: Vec::new(), doc }
    }

    /// Returns the name with the schema.
    #[must_use]
    pub fn qualified(&self) -> Name<'_> {
        Name { schema: self.schema.as_deref(), name: &self.name }
    }
}
