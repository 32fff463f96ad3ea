use std::fmt;

use peristyle_build::Checked;
use peristyle_build::migrate::{Origin, Provenance};
use peristyle_build::model::Table;
use serde::Serialize;
use serde_json::Value;

use super::mend;
use crate::catalog::{Address, Catalog, Kind, Object};

/// One object that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// What it is.
    pub kind: Kind,
    /// Its schema.
    pub schema: String,
    /// Its table, where it belongs to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// Its name.
    pub name: String,
    /// The struct of the table, or the field of the column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rust: Option<String>,
    /// How it differs.
    pub what: What,
    /// Which of its properties differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<FactDifference>,
    /// The statements that make the database what the structs say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mend: Vec<String>,
    /// Who wrote it, where it is a function that a migration creates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// What no statement mends, or what one does beside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// How an object differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The structs state it, and the database does not have it.
    Missing,
    /// The database has it, and the structs do not state it.
    Unexpected,
    /// Both have it, and they differ.
    Different,
}

/// A property of an object that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FactDifference {
    /// The property, such as `type`.
    pub fact: String,
    /// What the structs say, as the catalog prints it.
    pub expected: Option<Value>,
    /// What the database has.
    pub found: Option<Value>,
}

impl Difference {
    pub(super) fn of(
        address: &Address,
        expected: &Catalog,
        found: &Catalog,
        structs: Option<&Checked>,
    ) -> Option<Self> {
        let (should, is) = (expected.get(address), found.get(address));
        let (what, facts) = match (should, is) {
            (Some(_), None) => (What::Missing, Vec::new()),
            (None, Some(_)) => (What::Unexpected, Vec::new()),
            (Some(should), Some(is)) => (What::Different, facts(should, is)),
            (None, None) => return None,
        };
        // The details of an object follow from its facts.
        if what == What::Different && facts.is_empty() {
            return None;
        }
        let (mend, note) = match what {
            What::Missing => (mend::make(address, expected, structs.is_some()), None),
            What::Unexpected => (mend::remove(is?), mend::loss(address, is?)),
            What::Different => mend::alter(address, should?, is?, &facts),
        };
        // An import keeps the statement as it is, for the scratch database.
        let mend = match address.kind {
            Kind::ForeignKey if structs.is_some() => mend::unfiltered(address, expected, mend),
            _ => mend,
        };
        let Address { kind, schema, table, name } = address.clone();
        let rust = structs.and_then(|structs| rust(address, structs));
        Some(Self { kind, schema, table, name, rust, what, facts, mend, origin: None, note })
    }

    /// Says who wrote a function.
    pub(super) fn found_by(mut self, provenance: &Provenance, found: &Catalog) -> Self {
        // No text says who changed the owner or the privileges.
        if self.what == What::Different && self.facts.iter().all(|fact| fact.fact != "definition") {
            return self;
        }
        let address = Address { kind: self.kind, schema: self.schema.clone(), table: None, name: self.name.clone() };
        let definition = found.get(&address).and_then(|object| object.text("definition"));
        let of = |definition| provenance.of_function(&self.schema, &self.name, definition);
        self.origin = definition.filter(|_| self.kind == Kind::Function).and_then(of);
        self.note = self.origin.map(|origin| told(origin, self.what).to_owned()).or(self.note);
        self
    }

    /// Where it stands in a report: by table, the table itself first.
    pub(crate) fn place(&self) -> (&str, Option<&str>, Kind, &str) {
        (&self.schema, self.table.as_deref(), self.kind, &self.name)
    }
}

/// Who wrote a function, and what to run.
const fn told(origin: Origin, what: What) -> &'static str {
    match (origin, what) {
        (Origin::EarlierVersion, _) => {
            "an earlier version of peristyle wrote it, and the migrations have it so: `migrate new <NAME>` plans the migration"
        }
        (Origin::EarlierMigration, _) => {
            "a later migration replaces it, and the database does not have that one: `migrate apply`"
        }
        (Origin::ByHand, What::Different) => {
            "no migration has this text: somebody changed the function by hand, and the statement overwrites that"
        }
        (Origin::ByHand, _) => "no migration has this text: somebody changed the function by hand",
        _ => "the structs have changed since the last migration: `migrate new <NAME>`",
    }
}

fn facts(should: &Object, is: &Object) -> Vec<FactDifference> {
    let names: std::collections::BTreeSet<_> = should.facts.keys().chain(is.facts.keys()).collect();
    let differing = names.into_iter().filter(|fact| should.facts.get(*fact) != is.facts.get(*fact));
    let difference = |fact: &String| FactDifference {
        fact: fact.clone(),
        expected: should.facts.get(fact).cloned(),
        found: is.facts.get(fact).cloned(),
    };
    differing.map(difference).collect()
}

/// `Product` of a part of its table, `Product::sku` of a column.
fn rust(address: &Address, structs: &Checked) -> Option<String> {
    let default = structs.options().default_schema();
    let is_it = |table: &&Table| {
        table.schema.as_deref().unwrap_or(default) == address.schema
            && Some(table.name.as_ref()) == address.table.as_deref()
    };
    let table = structs.tables().iter().find(is_it)?;
    let column = Some(&address.name).filter(|_| address.kind == Kind::Column).and_then(|name| table.column(name));
    Some(
        column.map_or_else(|| table.rust_name.to_string(), |column| format!("{}::{}", table.rust_name, column.field())),
    )
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, schema, table, name, rust, what, facts, mend, origin: _, note } = self;
        let place = match (kind, table) {
            (Kind::Table | Kind::ForeignTable | Kind::Partition, _) | (_, None) => {
                format!("the {kind} `{schema}.{name}`")
            }
            (Kind::Column, Some(table)) => format!("the column `{table}.{name}`"),
            (_, Some(table)) => format!("the {kind} `{name}` of `{table}`"),
        };
        let rust = rust.as_ref().map(|path| format!(" (`{path}`)")).unwrap_or_default();
        match what {
            What::Missing => writeln!(f, "{place}{rust} is missing in the database")?,
            What::Unexpected => writeln!(f, "{place}{rust} is in the database and not in the structs")?,
            What::Different => writeln!(f, "{place}{rust} differs")?,
        }
        for FactDifference { fact, expected, found } in facts {
            writeln!(f, "    {fact}")?;
            writeln!(f, "        structs:  {}", shown(expected.as_ref()))?;
            writeln!(f, "        database: {}", shown(found.as_ref()))?;
        }
        if !mend.is_empty() {
            writeln!(f, "    mends the database:")?;
        }
        for statement in mend {
            writeln!(f, "        {};", statement.replace('\n', "\n        "))?;
        }
        match note {
            Some(note) => writeln!(f, "    note: {note}"),
            None => Ok(()),
        }
    }
}

fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "none".to_owned(),
        Some(Value::Bool(true)) => "yes".to_owned(),
        Some(Value::String(text)) => text.replace('\n', "\n                  "),
        Some(Value::Array(values)) => values.iter().map(|value| shown(Some(value))).collect::<Vec<_>>().join(", "),
        Some(Value::Object(entries)) => {
            let entry = |(key, value): (&String, &Value)| format!("{key}: {}", shown(Some(value)));
            entries.iter().map(entry).collect::<Vec<_>>().join("; ")
        }
        Some(other) => other.to_string(),
    }
}
