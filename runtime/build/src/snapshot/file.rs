//! The form of the file.

use std::collections::HashMap;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use super::revisions::Stored;
use super::{VERSION, version_1};
use crate::model::{Database, Domain, Enum, Extra, Postgres, Revisions, Table, Text, is_usual};

/// What is written: lists sorted by name, so that two branches that add a table each seldom meet in one line.
#[derive(Serialize)]
pub(super) struct Written<'a> {
    version: u32,
    #[serde(skip_serializing_if = "is_usual")]
    min: Postgres,
    #[serde(skip_serializing_if = "Stored::is_empty")]
    revisions: Stored,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    enums: Vec<&'a Enum>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    domains: Vec<&'a Domain>,
    tables: Vec<&'a Table>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    order: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sql: Vec<&'a Extra>,
}

/// What is read, of this version or an older one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Read {
    version: Version,
    #[serde(default)]
    min: Postgres,
    #[serde(default)]
    revisions: Stored,
    #[serde(default)]
    enums: Vec<Enum>,
    #[serde(default)]
    domains: Vec<Domain>,
    tables: Vec<Table>,
    /// The tables in the order of the list, as SQL writes their names.
    #[serde(default)]
    order: Vec<Text>,
    #[serde(default)]
    sql: Vec<Extra>,
}

/// A version that this crate reads.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Version(u32);

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let version = u64::deserialize(deserializer)?;
        match u32::try_from(version) {
            Ok(known @ 1..=VERSION) => Ok(Self(known)),
            _ => Err(D::Error::custom(format_args!(
                "the snapshot is of version {version}, and this peristyle-build reads versions 1 to {VERSION}"
            ))),
        }
    }
}

impl<'a> Written<'a> {
    pub(super) fn of(database: &'a Database) -> Self {
        let Database { min, enums, domains, tables, sql, revisions: _, unlisted: _ } = database;
        let mut sorted = Self {
            version: VERSION,
            min: *min,
            revisions: Stored::of(database),
            enums: enums.iter().collect(),
            domains: domains.iter().collect(),
            tables: tables.iter().collect(),
            order: tables.iter().map(written_name).collect(),
            sql: sql.iter().collect(),
        };
        sorted.enums.sort_by_key(|one| (&one.name, &one.schema));
        sorted.domains.sort_by_key(|domain| (&domain.name, &domain.schema));
        sorted.tables.sort_by_key(|table| (&table.name, &table.schema));
        sorted
    }
}

impl Read {
    /// The schema, or the table that `order` does not name as it should.
    pub(super) fn database(self) -> Result<Database, String> {
        let Self { version, min, revisions, enums, domains, tables, order, sql } = self;
        let mut database =
            Database { min, enums, domains, tables, sql, revisions: Revisions::default(), unlisted: Vec::new() };
        match version {
            Version(1) => version_1::complete(&mut database),
            _ => sort(&mut database.tables, &order)?,
        }
        database.resolve_types();
        database.sort_enums();
        database.revisions = revisions.read(&database);
        Ok(database)
    }
}

fn written_name(table: &Table) -> String {
    table.qualified().quoted().to_string()
}

fn sort(tables: &mut Vec<Table>, order: &[Text]) -> Result<(), String> {
    let mut places: HashMap<_, _> = order.iter().map(AsRef::as_ref).zip(0_usize..).collect();
    let mut placed = Vec::with_capacity(tables.len());
    for table in tables.drain(..) {
        let name = written_name(&table);
        let place =
            places.remove(name.as_str()).ok_or_else(|| format!("`order` does not contain the table `{name}`"))?;
        placed.push((place, table));
    }
    if let Some(name) = places.keys().min() {
        return Err(format!("`order` contains `{name}`, which is not one of the tables"));
    }
    placed.sort_by_key(|(place, _)| *place);
    tables.extend(placed.into_iter().map(|(_, table)| table));
    Ok(())
}
