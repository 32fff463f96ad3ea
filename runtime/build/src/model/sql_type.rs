use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Name, Text};
use crate::definition;

/// The type of a column, without its nullability.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SqlType {
    /// A type of PostgreSQL, of an extension or of the user, as SQL writes it: `numeric(10,2)`, `citext`.
    Scalar(Text),
    /// An enum type of the schema.
    Enum {
        /// Its schema, where it names one.
        schema: Option<Text>,
        /// Its name.
        name: Text,
    },
    /// An array of another type.
    Array(Box<Self>),
}

/// The enum types by how they are written.
pub(super) type Enums = HashMap<String, (Option<Text>, Text)>;

impl SqlType {
    pub(super) fn of(def: definition::SqlType) -> Self {
        match def {
            definition::SqlType::Enum(def) => Self::Enum { schema: def.schema.map(Text::from), name: def.name.into() },
            definition::SqlType::Array(element) => Self::Array(Box::new(Self::of(*element))),
            scalar => Self::written(scalar.name()),
        }
    }

    /// A type as it is written; enums are not known yet.
    fn written(text: Text) -> Self {
        match text.strip_suffix("[]") {
            Some(element) => Self::Array(Box::new(Self::written(element.to_owned().into()))),
            None => Self::Scalar(text),
        }
    }

    /// Finds the enum that a text names.
    pub(super) fn resolve(&mut self, enums: &Enums) {
        match self {
            Self::Array(element) => element.resolve(enums),
            Self::Scalar(text) => {
                if let Some((schema, name)) = enums.get(text.as_ref()) {
                    *self = Self::Enum { schema: schema.clone(), name: name.clone() };
                }
            }
            Self::Enum { .. } => {}
        }
    }

    /// Returns the name of a scalar type without what follows in parentheses: `numeric` of `numeric(10,2)`.
    #[must_use]
    pub fn base(&self) -> Option<&str> {
        match self {
            Self::Scalar(text) => text.split('(').next().map(str::trim_end),
            _ => None,
        }
    }

    /// Returns the limit of a `varchar(n)`.
    #[must_use]
    pub fn varchar(&self) -> Option<&str> {
        match self {
            Self::Scalar(text) => text.strip_prefix("varchar(")?.strip_suffix(')'),
            _ => None,
        }
    }

    /// Returns whether it is this scalar type, sizes included.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        matches!(self, Self::Scalar(text) if text == name)
    }

    /// Returns the enum that a column holds, or an array of it.
    #[must_use]
    pub fn enum_name(&self) -> Option<Name<'_>> {
        match self {
            Self::Enum { schema, name } => Some(Name { schema: schema.as_deref(), name }),
            Self::Array(element) => element.enum_name(),
            Self::Scalar(_) => None,
        }
    }
}

/// As it is written where no schema stands before it.
impl fmt::Display for SqlType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scalar(text) => f.write_str(text),
            Self::Enum { schema, name } => Name { schema: schema.as_deref(), name }.quoted().fmt(f),
            Self::Array(element) => write!(f, "{element}[]"),
        }
    }
}

impl Serialize for SqlType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Scalar(text) => serializer.serialize_str(text),
            other => serializer.collect_str(other),
        }
    }
}

impl<'de> Deserialize<'de> for SqlType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Text::deserialize(deserializer).map(Self::written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_reads_back_as_it_was_written() {
        for (text, base) in [("text", "text"), ("numeric(10,2)", "numeric"), ("double precision", "double precision")] {
            let sql_type = SqlType::written(text.to_owned().into());
            assert_eq!((sql_type.to_string().as_str(), sql_type.base()), (text, Some(base)));
        }
        let array = SqlType::written("mood[][]".into());
        assert_eq!(array.to_string(), "mood[][]");
    }

    #[test]
    fn an_enum_is_found_by_its_name() {
        let enums = Enums::from([("\"Mood\"".to_owned(), (None, "Mood".into()))]);
        let mut sql_type = SqlType::written("\"Mood\"[]".into());
        sql_type.resolve(&enums);
        assert_eq!(sql_type.enum_name(), Some(Name { schema: None, name: "Mood" }));
        assert_eq!(sql_type.to_string(), "\"Mood\"[]");
    }
}
