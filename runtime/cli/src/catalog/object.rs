use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::Kind;

/// Which object it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Address {
    /// Its kind.
    pub kind: Kind,
    /// Its schema, or that of its table.
    pub schema: String,
    /// The table that it belongs to; of a table its own name.
    pub table: Option<String>,
    /// Its name; of a function with the types of its arguments.
    pub name: String,
}

/// With its schema and its table: `column public.products.sku`.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, schema, table, name } = self;
        match table {
            _ if *kind == Kind::Schema => write!(f, "{kind} {name}"),
            Some(table) if table != name => write!(f, "{kind} {schema}.{table}.{name}"),
            _ => write!(f, "{kind} {schema}.{name}"),
        }
    }
}

/// An object of a [`Catalog`](super::Catalog).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Object {
    /// The name as SQL writes it, with its schema; a policy or a trigger with its table.
    pub ident: String,
    /// The table that it belongs to, as SQL writes it.
    #[serde(default)]
    pub on: String,
    /// The name without schema and table, as SQL writes it.
    #[serde(default)]
    pub own: String,
    /// What is compared. What is null, false or empty is left out.
    #[serde(deserialize_with = "stated")]
    pub facts: BTreeMap<String, Value>,
    /// The same in parts, for who writes structs.
    #[serde(skip)]
    pub(crate) detail: BTreeMap<String, Value>,
    /// The statement that makes it, where one statement does. The objects of a [`Goal`](crate::verify::Goal), which are only compared, have none.
    #[serde(skip)]
    pub create: Option<String>,
    /// The statement that drops it. The objects of a [`Goal`](crate::verify::Goal) have none.
    #[serde(skip)]
    pub drop: Option<String>,
}

/// What a comparison does not read.
#[derive(Deserialize)]
struct Rest {
    #[serde(default)]
    detail: BTreeMap<String, Value>,
    #[serde(default)]
    create: Option<String>,
    #[serde(default)]
    drop: Option<String>,
}

fn stated<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, Value>, D::Error> {
    let mut facts = BTreeMap::<String, Value>::deserialize(deserializer)?;
    facts.retain(|_, value| !is_nothing(value));
    Ok(facts)
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(values) => values.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        _ => false,
    }
}

impl Object {
    pub(super) fn parsed(compared: &str, rest: Option<&str>) -> serde_json::Result<Self> {
        let mut object: Self = serde_json::from_str(compared)?;
        if let Some(rest) = rest {
            let Rest { detail, create, drop } = serde_json::from_str(rest)?;
            (object.detail, object.create, object.drop) = (detail, create, drop);
        }
        Ok(object)
    }

    /// Returns a fact that is a text.
    #[must_use]
    pub fn text(&self, fact: &str) -> Option<&str> {
        self.facts.get(fact)?.as_str()
    }

    /// Returns whether a fact is true.
    #[must_use]
    pub fn is(&self, fact: &str) -> bool {
        self.facts.get(fact) == Some(&Value::Bool(true))
    }
}
