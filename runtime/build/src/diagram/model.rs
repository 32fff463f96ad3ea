//! What a diagram shows, before it has a place on paper.

use crate::checks::Checked;
use crate::model::{Column, Reference, Referring, Table, Tenancy};

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
    /// With its schema, as a person says it.
    pub(super) name: String,
    pub(super) doc: String,
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
    pub(super) name: String,
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
    /// The declared columns.
    pub(super) columns: String,
    /// A row can do without it.
    pub(super) optional: bool,
    /// At most one row refers to one.
    pub(super) unique: bool,
    /// It is the tenant column's to the root.
    pub(super) of_tenant: bool,
}

impl Diagram {
    pub(super) fn of(checked: &Checked) -> Self {
        let checked = &*checked.without_counters();
        let tables = checked.tables();
        let is_root = |place: &usize| matches!(tables[*place].tenancy, Tenancy::Root { .. });
        let roots: Vec<_> = (0..tables.len()).filter(is_root).collect();
        let court = |place| {
            let root = checked.root_of(place)?;
            roots.iter().position(|place| *place == root)
        };
        let entity = |(place, table)| Entity { court: court(place), ..Entity::of(table) };
        let entities: Vec<_> = tables.iter().enumerate().map(entity).collect();
        let relations = relations(checked, &entities);
        Self { entities, relations, roots }
    }
}

impl Entity {
    fn of(table: &Table) -> Self {
        Self {
            name: table.qualified().to_string(),
            doc: table.doc.to_string(),
            rows: table.struct_columns().map(|column| Row::of(table, column)).collect(),
            kind: kind(table),
            court: None,
        }
    }

    fn row(&self, name: Option<&str>) -> usize {
        name.and_then(|name| self.rows.iter().position(|row| row.name == name)).unwrap_or(0)
    }
}

fn kind(table: &Table) -> Kind {
    match table.tenancy {
        Tenancy::Root { .. } => Kind::Root,
        _ if table.key.len() > 1 => Kind::Junction,
        _ if table.append_only => Kind::AppendOnly,
        _ => Kind::Ordinary,
    }
}

impl Row {
    fn of(table: &Table, column: &Column) -> Self {
        let name = &column.name;
        let mut references = table.references.iter();
        let primary = table.primary_key.iter().any(|key| key.columns.contains(name));
        Self {
            name: name.to_string(),
            sql_type: column.sql_type.to_string(),
            nullable: column.nullable,
            primary,
            foreign: references.any(|reference| reference.declared().contains(name)),
            // Where a tenant has one row, every column is unique, and none is marked.
            unique: !primary && table.is_unique(&[name]) && !table.is_unique::<&str>(&[]),
            added: column.is_timestamp(),
        }
    }
}

fn relations(checked: &Checked, entities: &[Entity]) -> Vec<Relation> {
    let of_table = |from: usize| {
        let relation = move |(to, reference)| relation(&checked.tables()[from], entities, (from, to), reference);
        checked.references(from).map(relation)
    };
    (0..entities.len()).flat_map(of_table).collect()
}

fn relation(table: &Table, entities: &[Entity], (from, to): (usize, usize), reference: &Reference) -> Relation {
    let (declared, target) = (reference.declared(), &reference.target_columns);
    Relation {
        from,
        from_row: entities[from].row(declared.last().map(AsRef::as_ref)),
        to,
        to_row: entities[to].row(target.last().map(AsRef::as_ref)),
        columns: declared.join(", "),
        optional: table.is_optional(reference),
        unique: table.referring(reference) == Referring::AtMostOne,
        of_tenant: table.is_of_tenant(reference),
    }
}
