//! Which table refers to which, by places in the list.

use std::collections::HashMap;

use super::finding::Table;
use crate::TableDef;
use crate::ddl::Edge;
use crate::definition::{OnDelete, QualifiedName, ReferenceDef};

/// Where each table stands.
#[derive(Debug)]
pub(super) struct Places(HashMap<QualifiedName, usize>);

impl Places {
    pub(super) fn of(tables: &[Table<'_>]) -> Self {
        Self(tables.iter().enumerate().map(|(place, table)| (table.def.qualified(), place)).collect())
    }

    /// The table referred to, where the schema lists it.
    pub(super) fn target(&self, reference: &ReferenceDef) -> Option<usize> {
        self.0.get(&(reference.target)().qualified()).copied()
    }
}

/// The references whose rows go with the row referred to, but for the tenant's.
pub(super) fn cascades(def: &TableDef) -> impl Iterator<Item = &ReferenceDef> {
    let tenant = def.tenant_column();
    let cascades = def.references.iter().filter(|reference| reference.on_delete == OnDelete::Cascade);
    cascades.filter(move |reference| tenant.is_none_or(|tenant| !reference.columns.contains(&tenant)))
}

/// Every reference to another table.
pub(super) fn edges(tables: &[Table<'_>], places: &Places) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (from, table) in tables.iter().enumerate() {
        for reference in &table.layout.references {
            let to = places.0.get(&reference.target).copied().filter(|to| *to != from);
            edges.extend(to.map(|to| Edge { from, to, nullable: reference.is_optional() }));
        }
    }
    edges
}
