//! What a database holds as facts, compared kind by kind with what it should hold.
//!
//! ```ignore
//! let expected = Facts::from_file(include_str!("facts/chinook.json")).without_names();
//! let got = Facts::read(&mut connection, &["public"]).await.without_names();
//! let report = compare(&expected, &got).without(&[Kind::ColumnOrder]);
//! assert!(report.is_clean(), "{report}");
//! ```
//!
//! Facts come from three places. [`Facts::read`] asks the catalog. [`Facts::from_file`] reads a facts file, such as `chinook.json`, which states
//! neither comments nor triggers nor privileges. [`Facts::stated`] derives them from the structs: by rules written down here once more, not by reading our own DDL;
//! an SQL expression is put as PostgreSQL puts it when the server has parsed it in a scratch table.
//!
//! [`compare`] looks at the kinds that the expected facts state. A table that is there and not expected is an extra `table`, and nothing else is
//! said of it. [`Facts::of_tables`] keeps some tables, [`Report::without`] drops kinds.

mod catalog;
mod compare;
mod expected;
mod file;
mod kind;
mod load;
mod round_trip;

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

pub use compare::{Report, compare};
pub use expected::Setting;
pub use kind::Kind;
pub use load::script;
pub use round_trip::round_trip;

/// All facts of some schemas of a database.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The kinds that are stated, also where there is nothing of one.
    kinds: BTreeSet<Kind>,
    facts: Vec<Fact>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    kind: Kind,
    /// The table or the type, with its schema.
    of: String,
    /// The name of the constraint, the index, the policy or the trigger.
    name: Option<String>,
    /// As compact JSON, whose keys are in order.
    what: String,
}

impl Facts {
    fn new(kinds: impl IntoIterator<Item = Kind>, facts: Vec<Fact>) -> Self {
        Self { kinds: kinds.into_iter().collect(), facts }
    }

    /// Constraints and indexes are then matched by what they are.
    pub fn without_names(mut self) -> Self {
        self.facts.iter_mut().for_each(|fact| fact.name = None);
        self
    }

    /// What belongs to these tables and types, named with their schema.
    pub fn of_tables(mut self, tables: &[&str]) -> Self {
        self.facts.retain(|fact| tables.contains(&fact.of.as_str()));
        self
    }
}

impl Fact {
    /// What is null, false or empty is not said.
    fn new(kind: Kind, of: impl Into<String>, name: Option<String>, what: Value) -> Self {
        Self { kind, of: of.into(), name, what: without_empty(what).to_string() }
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { of, name, what, .. } = self;
        match name {
            Some(name) => write!(f, "{of} {name} {what}"),
            None => write!(f, "{of} {what}"),
        }
    }
}

fn without_empty(what: Value) -> Value {
    match what {
        Value::Object(entries) => {
            let entries = entries.into_iter().map(|(key, value)| (key, without_empty(value)));
            Value::Object(entries.filter(|(_, value)| !is_nothing(value)).collect())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(without_empty).collect()),
        other => other,
    }
}

fn is_nothing(value: &Value) -> bool {
    matches!(value, Value::Null | Value::Bool(false)) || value.as_array().is_some_and(Vec::is_empty)
}
