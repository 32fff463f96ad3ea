//! The catalog facts that a struct implies, derived without the DDL writer, so that a mistake in the writer shows as a difference.
//!
//! A new option of `#[table]` is stated here, in the file of its noun, from what [`TableDef`] holds of it.

mod check;
mod column;
mod comment;
mod history;
mod index;
mod key;
mod lookup;
mod name;
mod number;
mod privilege;
mod reference;
mod scratch;
mod table;
mod tenancy;
mod transition;
mod trigger;

use peristyle::{ColumnDef, EnumDef, Schema, SqlType, TableDef};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

use super::{Fact, Facts, Kind};
use scratch::Scratch;

/// Where the DDL was loaded.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The schema of the database.
    pub schema: &'a str,
    /// The application role.
    pub role: Option<&'a str>,
}

/// A table, and the facts of it so far.
struct Stated<'a> {
    def: &'static TableDef,
    /// All tables of the schema.
    tables: &'static [&'static TableDef],
    setting: Setting<'a>,
    of: String,
    facts: Vec<Fact>,
}

impl Setting<'_> {
    /// Where what says its own schema is, and what says none.
    fn qualified(&self, schema: Option<&str>, name: &str) -> String {
        format!("{}.{name}", schema.unwrap_or(self.schema))
    }
}

/// The timestamp of that field, unless the application sets it.
fn time(def: &'static TableDef, field: &str) -> Option<&'static ColumnDef> {
    def.columns.iter().find(|column| column.field == field && !column.set_by_application)
}

/// In quotes where a letter asks for them.
fn printed(name: &str) -> String {
    let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if plain { name.to_owned() } else { scratch::quoted(name) }
}

impl Facts {
    /// What a database holds when it holds what the structs say. The schema is loaded: its types are in use here.
    pub async fn expected(connection: &mut PgConnection, schema: &Schema, setting: Setting<'_>) -> Self {
        let mut transaction = connection.begin().await.unwrap();
        let mut facts = enums(schema, setting);
        for def in schema.tables {
            let def = transition::with_transitions(def);
            let mut scratch = Scratch::of(&mut transaction, def, setting.schema).await;
            let of = setting.qualified(def.schema, def.name);
            let mut table = Stated { def, tables: schema.tables, setting, of, facts: Vec::new() };
            table.all(&mut scratch).await;
            scratch.close().await;
            facts.append(&mut table.facts);
            for def in number::counters(def) {
                let mut scratch = Scratch::of(&mut transaction, def, setting.schema).await;
                let of = setting.qualified(def.schema, def.name);
                let mut counter = Stated { def, tables: schema.tables, setting, of, facts: Vec::new() };
                counter.counter(&mut scratch).await;
                scratch.close().await;
                facts.append(&mut counter.facts);
            }
            if let Some(def) = history::versions(def) {
                let mut scratch = Scratch::of(&mut transaction, def, setting.schema).await;
                let of = setting.qualified(def.schema, def.name);
                let mut versions = Stated { def, tables: schema.tables, setting, of, facts: Vec::new() };
                versions.versions(&mut scratch).await;
                scratch.close().await;
                facts.append(&mut versions.facts);
            }
        }
        transaction.rollback().await.unwrap();
        Self::new(Kind::ALL, facts)
    }
}

impl Stated<'_> {
    async fn all(&mut self, scratch: &mut Scratch<'_>) {
        self.table(scratch).await;
        self.columns(scratch).await;
        self.keys();
        self.checks(scratch).await;
        self.references();
        self.indexes(scratch).await;
        self.row_security(scratch).await;
        self.lookups(scratch).await;
        self.triggers();
        self.comments();
        self.privileges();
    }

    /// A table of numbers, which the application reads.
    async fn counter(&mut self, scratch: &mut Scratch<'_>) {
        self.table(scratch).await;
        self.columns(scratch).await;
        self.counter_key();
        self.references();
        self.row_security(scratch).await;
        self.comments();
        if let Some(role) = self.setting.role {
            self.fact(Kind::Privilege, json!({ "role": role, "privilege": "select" }));
        }
    }

    fn fact(&mut self, kind: Kind, what: Value) {
        self.facts.push(Fact::new(kind, &self.of, None, what));
    }

    fn named(&mut self, kind: Kind, name: &str, what: Value) {
        self.facts.push(Fact::new(kind, &self.of, Some(name.to_owned()), what));
    }

    fn comment(&mut self, on: String, text: &str) {
        if !text.is_empty() {
            self.fact(Kind::Comment, json!({ "on": on, "text": text }));
        }
    }
}

fn enums(schema: &Schema, setting: Setting<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    for column in schema.tables.iter().flat_map(|table| table.columns) {
        let Some(EnumDef { schema, name, labels, doc, waivers, .. }) = enum_of(column.sql_type) else { continue };
        let of = setting.qualified(*schema, name);
        facts.push(Fact::new(Kind::Enum, &of, None, json!(labels)));
        let text = comment::with_waivers((*doc).to_owned(), waivers);
        if !text.is_empty() {
            facts.push(Fact::new(Kind::Comment, &of, None, json!({ "on": "type", "text": text })));
        }
    }
    facts.sort();
    facts.dedup();
    facts
}

pub(super) fn enum_of(sql_type: SqlType) -> Option<&'static EnumDef> {
    match sql_type {
        SqlType::Enum(definition) => Some(definition),
        SqlType::Array(element) => enum_of(*element),
        _ => None,
    }
}
