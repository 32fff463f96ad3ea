use std::collections::HashMap;

use super::anchors::Anchors;
use super::{extra, schema, table, tenants};
use crate::advice::Advice;
use crate::definition::{ExtraSql, QualifiedName, Tenancy};
use crate::physical::{PhysicalTable, Reference};
use crate::{EnumDef, Schema, TableDef, ddl};

/// All that the page is written from.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) tables: Vec<Table<'a>>,
    pub(super) sql: &'static [ExtraSql],
    pub(super) enums: Vec<&'static EnumDef>,
    pub(super) advice: &'a [Advice],
    /// How many kinds of tenants there are.
    pub(super) roots: usize,
    /// For each table the place of its heading.
    pub(super) anchors: HashMap<QualifiedName, String>,
}

/// A table, and what others have to do with it.
#[derive(Debug)]
pub(super) struct Table<'a> {
    pub(super) def: &'static TableDef,
    pub(super) layout: &'a PhysicalTable,
    /// Who refers to it, by the places of the tables and their references.
    pub(super) incoming: Vec<(usize, usize)>,
    pub(super) advice: Vec<&'a Advice>,
}

impl<'a> Page<'a> {
    pub(super) fn of(schema: &Schema, layouts: &'a [PhysicalTable], advice: &'a [Advice]) -> Self {
        let table = |(def, layout)| Table { def, layout, incoming: Vec::new(), advice: Vec::new() };
        let mut tables: Vec<_> = schema.tables.iter().copied().zip(layouts).map(table).collect();
        let places: HashMap<_, _> =
            schema.tables.iter().enumerate().map(|(place, def)| (def.qualified(), place)).collect();
        for (place, reference, target) in references(&tables, &places) {
            tables[target].incoming.push((place, reference));
        }
        for advice in advice {
            if let Some(place) = places.get(&advice.table) {
                tables[*place].advice.push(advice);
            }
        }
        let is_root = |def: &&&TableDef| matches!(def.tenancy, Tenancy::Root { .. });
        let roots = schema.tables.iter().filter(is_root).count();
        let sql = schema.sql;
        Self { anchors: anchors(&tables), tables, sql, enums: ddl::enums(schema), advice, roots }
    }

    pub(super) fn write(&self) -> String {
        let mut text = String::new();
        schema::head(&mut text, self);
        tenants::section(&mut text, self);
        schema::contents(&mut text, self);
        for table in &self.tables {
            table::section(&mut text, self, table);
        }
        schema::enums(&mut text, self);
        extra::section(&mut text, "##", self.sql);
        schema::waivers(&mut text, self);
        schema::advice(&mut text, self);
        text
    }

    /// The name of a table that leads to its section.
    pub(super) fn link(&self, table: QualifiedName) -> String {
        match self.anchors.get(&table) {
            Some(anchor) => format!("[{table}](#{anchor})"),
            None => table.to_string(),
        }
    }

    /// The reference at those places.
    pub(super) fn reference(&self, (table, reference): (usize, usize)) -> (&Table<'a>, &Reference) {
        let table = &self.tables[table];
        (table, &table.layout.references[reference])
    }
}

/// Every reference to a table of the list that is not the tenant's own: the places of the table, the reference and its target.
fn references(tables: &[Table<'_>], places: &HashMap<QualifiedName, usize>) -> Vec<(usize, usize, usize)> {
    let mut all = Vec::new();
    for (place, table) in tables.iter().enumerate() {
        for (at, reference) in table.layout.references.iter().enumerate() {
            let target = places.get(&reference.target).filter(|_| !is_tenants(table.def, reference));
            all.extend(target.map(|target| (place, at, *target)));
        }
    }
    all
}

/// Whether a reference is the tenant column's to the root, which every table of a tenant has.
pub(super) fn is_tenants(def: &TableDef, reference: &Reference) -> bool {
    crate::physical::leading_tenant(def).is_some_and(|tenant| reference.declared == [tenant])
}

/// In the order in which the headings stand on the page.
fn anchors(tables: &[Table<'_>]) -> HashMap<QualifiedName, String> {
    let mut anchors = Anchors::default();
    for heading in ["The schema", "Tenants", "Tables"] {
        anchors.next(heading);
    }
    tables.iter().map(|table| (table.def.qualified(), anchors.next(&table.def.qualified().to_string()))).collect()
}
