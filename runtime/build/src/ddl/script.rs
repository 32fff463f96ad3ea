use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::fmt;

use super::names::Names;
use super::order::{self, Edge};
use super::{Options, SchemaError, comment, create_table, extra, function, grant, index, row_security, rules, trigger};
use crate::definition::{ExtraSql, QualifiedName, SqlPlace, SqlType, Tenancy};
use crate::physical::{Index, PhysicalTable, Reference};
use crate::quote::Identifier;
use crate::{EnumDef, Schema, TableDef};

/// A schema that keeps the rules, in the order in which it is written.
pub(super) struct Script<'a> {
    pub(super) names: Names<'a>,
    options: &'a Options,
    /// The user's own.
    sql: &'static [ExtraSql],
    pub(super) role: Option<&'a str>,
    pub(super) enums: Vec<&'static EnumDef>,
    pub(super) roots: Vec<&'static TableDef>,
    pub(super) tables: Vec<Table<'a>>,
}

/// A table of the script.
pub(super) struct Table<'a> {
    pub(super) def: &'static TableDef,
    pub(super) layout: &'a PhysicalTable,
    /// Without those that wait.
    pub(super) references: Vec<&'a Reference>,
    /// The references to what comes later: a table of a circle, a unique index of the table itself.
    pub(super) waiting: Vec<&'a Reference>,
}

impl<'a> Script<'a> {
    pub(super) fn of(schema: &Schema, layouts: &'a [PhysicalTable], options: &'a Options) -> Result<Self, SchemaError> {
        let (enums, roots) = (enums(schema), roots(schema));
        let names = Names::in_schema(options.schema_name()).formed(options.form());
        rules::hold(schema, names.schema(), layouts, &enums, &roots, options.version())?;
        let sql = schema.sql;
        Ok(Self { names, options, sql, role: options.role(), enums, roots, tables: in_order(schema, layouts) })
    }
}

impl Script<'_> {
    /// The schemas that tables and enums name themselves, in the order of their names, but for the one that everything else is in.
    pub(super) fn said_schemas(&self) -> BTreeSet<&'static str> {
        let tables = self.tables.iter().filter_map(|table| table.def.schema);
        let said = tables.chain(self.enums.iter().filter_map(|definition| definition.schema));
        said.filter(|schema| *schema != "public" && *schema != self.names.schema()).collect()
    }
}

impl fmt::Display for Script<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        head(f, self)?;
        extra::all(f, self.names, self.sql, SqlPlace::Before)?;
        create_table::enums(f, self)?;
        function::all(f, self)?;
        for table in &self.tables {
            extra::all(f, self.names, table.def.sql, SqlPlace::Before)?;
            create_table::table(f, self.names, table)?;
            index::all(f, self.names, table)?;
            trigger::all(f, self.names, table)?;
            comment::all(f, self.names, table)?;
            extra::all(f, self.names, table.def.sql, SqlPlace::After)?;
        }
        create_table::waiting_references(f, self)?;
        row_security::all(f, self)?;
        grant::all(f, self)?;
        extra::all(f, self.names, self.sql, SqlPlace::After)
    }
}

fn head(f: &mut fmt::Formatter<'_>, script: &Script<'_>) -> fmt::Result {
    f.write_str("-- Written by peristyle from the tables of the program: change them there, not here.\n")?;
    let again = match script.names.may_be_there() {
        true => "May be run again, and leaves what is there as it is, also where it differs",
        false => "Loads once, into a schema that holds none of it",
    };
    writeln!(f, "-- For PostgreSQL {} or later. {again}; run it in one transaction.", script.options.version())?;
    if let Some(schema) = script.options.new_schema() {
        writeln!(f, "\nCREATE SCHEMA {}{};", script.names.unless_there(), Identifier(schema))?;
    }
    for schema in script.said_schemas() {
        writeln!(f, "\nCREATE SCHEMA IF NOT EXISTS {};", Identifier(schema))?;
    }
    Ok(())
}

/// The enum types in the order of their first use. Of two different ones with one name both, for the rule to find.
pub(crate) fn enums(schema: &Schema) -> Vec<&'static EnumDef> {
    let mut first = HashMap::new();
    let mut enums = Vec::new();
    for column in schema.tables.iter().flat_map(|table| table.columns) {
        let Some(definition) = enum_of(column.sql_type) else { continue };
        let seen = first.insert(definition.qualified(), definition);
        if seen != Some(definition) {
            enums.push(definition);
        }
    }
    enums
}

/// The enum that a column holds, or an array of it.
pub(crate) fn enum_of(sql_type: SqlType) -> Option<&'static EnumDef> {
    match sql_type {
        SqlType::Enum(definition) => Some(definition),
        SqlType::Array(element) => enum_of(*element),
        _ => None,
    }
}

fn roots(schema: &Schema) -> Vec<&'static TableDef> {
    schema.tables.iter().copied().filter(|table| matches!(table.tenancy, Tenancy::Root { .. })).collect()
}

fn in_order<'a>(schema: &Schema, layouts: &'a [PhysicalTable]) -> Vec<Table<'a>> {
    let places = places(schema, layouts);
    let mut tables: Vec<_> =
        schema.tables.iter().zip(layouts).map(|(def, layout)| split(def, layout, &places)).collect();
    tables.sort_by_key(|table| places.get(&table.def.qualified()));
    tables
}

fn split<'a>(def: &'static TableDef, layout: &'a PhysicalTable, places: &HashMap<QualifiedName, usize>) -> Table<'a> {
    let own = places.get(&def.qualified());
    let comes_later = |reference: &&Reference| match places.get(&reference.target).cmp(&own) {
        Ordering::Less => false,
        Ordering::Equal => !has_constraint(layout, &reference.target_columns),
        Ordering::Greater => true,
    };
    let (waiting, references) = layout.references.iter().partition(comes_later);
    Table { def, layout, references, waiting }
}

/// Whether CREATE TABLE makes those columns unique; an index comes after it.
fn has_constraint(layout: &PhysicalTable, columns: &[&str]) -> bool {
    let names = |index: &Index| index.columns.iter().map(|column| column.name).eq(columns.iter().copied());
    layout.keys().any(|key| key.columns == columns) || layout.constraints().any(names)
}

/// For each table its place in the script.
fn places(schema: &Schema, layouts: &[PhysicalTable]) -> HashMap<QualifiedName, usize> {
    let names = || schema.tables.iter().map(|table| table.qualified());
    let listed: HashMap<_, _> = names().zip(0..).collect();
    let edge = |from, reference: &Reference| {
        listed.get(&reference.target).map(|&to| Edge { from, to, nullable: reference.is_optional() })
    };
    let edges: Vec<_> = (0..)
        .zip(layouts)
        .flat_map(|(from, layout)| layout.references.iter().filter_map(move |reference| edge(from, reference)))
        .collect();
    let order = order::referenced_first(layouts.len(), &edges);
    order.into_iter().zip(0..).map(|(table, place)| (schema.tables[table].qualified(), place)).collect()
}
