//! What a diagram shows, before it has a place on paper.

use std::collections::HashMap;

use crate::definition::{QualifiedName, Tenancy};
use crate::physical::{PhysicalTable, Reference, Referring};
use crate::{ColumnDef, Schema, TableDef, ddl};

#[derive(Debug)]
pub(super) struct Diagram {
    pub(super) entities: Vec<Entity>,
    pub(super) relations: Vec<Relation>,
    /// The places of the roots among the entities.
    pub(super) roots: Vec<usize>,
}

/// A table.
#[derive(Debug)]
pub(super) struct Entity {
    pub(super) def: &'static TableDef,
    pub(super) rows: Vec<Row>,
    pub(super) kind: Kind,
    /// Whose court it stands in, by the place among the roots; a root stands in its own.
    pub(super) court: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Root,
    Junction,
    AppendOnly,
    Ordinary,
}

/// A column.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) sql_type: String,
    pub(super) nullable: bool,
    pub(super) primary: bool,
    pub(super) foreign: bool,
    /// No two rows agree in it; of a tenant table no two rows of a tenant.
    pub(super) unique: bool,
    /// One of the timestamps that are the same everywhere.
    pub(super) added: bool,
}

/// A reference: from one row of a table to one of another.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    pub(super) from: usize,
    pub(super) from_row: usize,
    pub(super) to: usize,
    pub(super) to_row: usize,
    pub(super) columns: &'static [&'static str],
    /// A row can do without it.
    pub(super) optional: bool,
    /// At most one row refers to one.
    pub(super) unique: bool,
    /// It is the tenant column's to the root.
    pub(super) of_tenant: bool,
}

impl Diagram {
    pub(super) fn of(schema: &Schema, layouts: &[PhysicalTable]) -> Self {
        let places: HashMap<_, _> =
            schema.tables.iter().enumerate().map(|(place, def)| (def.qualified(), place)).collect();
        let is_root = |place: &usize| matches!(schema.tables[*place].tenancy, Tenancy::Root { .. });
        let roots: Vec<_> = (0..schema.tables.len()).filter(is_root).collect();
        let entity = |(def, layout): (&&'static TableDef, &PhysicalTable)| Entity::of(def, layout, &roots, &places);
        let entities: Vec<_> = schema.tables.iter().zip(layouts).map(entity).collect();
        let relations = relations(&entities, layouts, &places);
        Self { entities, relations, roots }
    }
}

impl Entity {
    fn of(
        def: &'static TableDef,
        layout: &PhysicalTable,
        roots: &[usize],
        places: &HashMap<QualifiedName, usize>,
    ) -> Self {
        let root = match def.tenancy {
            Tenancy::Root { .. } => places.get(&def.qualified()),
            Tenancy::Tenant { root_name, .. } => places.get(&root_name),
            _ => None,
        };
        Self {
            def,
            rows: def.columns.iter().map(|column| Row::of(def, layout, column)).collect(),
            kind: kind(def),
            court: root.and_then(|root| roots.iter().position(|place| place == root)),
        }
    }

    fn row(&self, name: Option<&&str>) -> usize {
        name.and_then(|name| self.rows.iter().position(|row| row.name == *name)).unwrap_or(0)
    }
}

fn kind(def: &TableDef) -> Kind {
    match def.tenancy {
        Tenancy::Root { .. } => Kind::Root,
        _ if def.key.len() > 1 => Kind::Junction,
        _ if def.append_only => Kind::AppendOnly,
        _ => Kind::Ordinary,
    }
}

impl Row {
    fn of(def: &TableDef, layout: &PhysicalTable, column: &ColumnDef) -> Self {
        let name = column.name;
        let mut references = layout.references.iter();
        let primary = layout.primary_key.columns.contains(&name);
        Self {
            name,
            sql_type: ddl::type_name(column.sql_type).into_owned(),
            nullable: column.nullable,
            primary,
            foreign: references.any(|reference| reference.declared.contains(&name)),
            // Where a tenant has one row, every column is unique, and none says so.
            unique: !primary && layout.is_unique(def, &[name]) && !layout.is_unique(def, &[]),
            added: matches!(name, "created_at" | "updated_at" | "deleted_at"),
        }
    }
}

fn relations(entities: &[Entity], layouts: &[PhysicalTable], places: &HashMap<QualifiedName, usize>) -> Vec<Relation> {
    let mut relations = Vec::new();
    for (from, (entity, layout)) in entities.iter().zip(layouts).enumerate() {
        let target = |reference| with_target(reference, places);
        for (to, reference) in layout.references.iter().filter_map(target) {
            relations.push(Relation {
                from,
                from_row: entity.row(reference.declared.last()),
                to,
                to_row: entities[to].row(reference.target_columns.last()),
                columns: reference.declared,
                optional: reference.is_optional(),
                unique: layout.referring(entity.def, reference) == Referring::AtMostOne,
                of_tenant: is_tenants(entity, reference.declared),
            });
        }
    }
    relations
}

fn is_tenants(entity: &Entity, columns: &[&str]) -> bool {
    crate::physical::leading_tenant(entity.def).is_some_and(|tenant| columns == [tenant])
}

/// The place of the table referred to, where the schema lists it.
fn with_target<'a>(reference: &'a Reference, places: &HashMap<QualifiedName, usize>) -> Option<(usize, &'a Reference)> {
    places.get(&reference.target).map(|to| (*to, reference))
}
