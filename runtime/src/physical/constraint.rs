use super::{PhysicalTable, name, partition};
use crate::TableDef;
use crate::definition::IndexColumn;

/// A constraint or unique index, by the name that the server reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint {
    pub name: String,
    pub kind: ConstraintKind,
    /// A unique index that is not a constraint.
    index: bool,
    /// All columns, the tenant column included.
    pub columns: Vec<&'static str>,
    /// The columns of INCLUDE, which the name of its index in a partition has too.
    included: &'static [&'static str],
    /// The declared message.
    pub message: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConstraintKind {
    PrimaryKey,
    Unique,
    Exclusion,
    Reference,
    Check,
}

/// All constraints of the table, by the name that the server reports.
pub fn constraints(def: &TableDef) -> Vec<Constraint> {
    let PhysicalTable { primary_key, tenant_key, references, checks, indexes, statistics: _, partition: _ } =
        PhysicalTable::of(def);
    let silent = |name, kind, columns| Constraint { name, kind, index: false, columns, included: &[], message: None };
    let primary_key = Some(primary_key).filter(|key| !key.columns.is_empty());
    let mut all = Vec::new();
    all.extend(primary_key.map(|key| silent(key.name, ConstraintKind::PrimaryKey, key.columns)));
    all.extend(tenant_key.map(|key| silent(key.name, ConstraintKind::Unique, key.columns)));
    all.extend(indexes.into_iter().filter(|index| index.unique || index.said.exclusion).map(|index| {
        let kind = if index.unique { ConstraintKind::Unique } else { ConstraintKind::Exclusion };
        let columns = index.columns.iter().flat_map(IndexColumn::columns).collect();
        let (index, included, name) = (index.said.constraint.is_none(), index.said.include, index.name);
        Constraint { index, included, ..silent(name, kind, columns) }
    }));
    all.extend(
        references.into_iter().map(|reference| silent(reference.name, ConstraintKind::Reference, reference.columns)),
    );
    all.extend(checks.into_iter().map(|check| Constraint {
        message: Some(check.message).filter(|message| !message.is_empty()),
        ..silent(check.name, ConstraintKind::Check, check.columns)
    }));
    all
}

/// The constraint that the server reports. For a partitioned table it reports the partition and its index; partitions
/// may differ from the declared ones.
pub fn named(def: &TableDef, name: &str, table: Option<&str>) -> Option<Constraint> {
    let children = partition::of(def).map(|partition| partition.children).unwrap_or_default();
    let children = || children.iter().map(|child| child.name.as_str()).chain(table.filter(|_| def.partition.is_some()));
    let is_called =
        |constraint: &Constraint| constraint.name == name || children().any(|child| constraint.is_called(name, child));
    constraints(def).into_iter().find(is_called)
}

impl Constraint {
    /// Whether this is its name in a partition. If two names are truncated to the same, one has a number.
    fn is_called(&self, said: &str, child: &str) -> bool {
        let columns: Vec<_> = self.columns.iter().chain(self.included).copied().collect();
        let (kind, columns) = match self.kind {
            ConstraintKind::PrimaryKey => ("pkey", [].as_slice()),
            ConstraintKind::Unique if self.index => ("idx", columns.as_slice()),
            ConstraintKind::Unique => ("key", columns.as_slice()),
            // That of a unique constraint without overlaps too, whose own name ends with `key`.
            ConstraintKind::Exclusion => ("excl", columns.as_slice()),
            _ => return false,
        };
        let label = said.rsplit('_').next().unwrap_or_default();
        label.trim_end_matches(|letter: char| letter.is_ascii_digit()) == kind
            && name::of_child(child, columns, label) == said
    }
}
