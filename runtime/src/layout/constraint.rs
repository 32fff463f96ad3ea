use super::Layout;
use crate::TableDef;
use crate::definition::IndexColumn;

/// What the server names when a row breaks it: a constraint, or a unique index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Constraint {
    pub(crate) name: String,
    pub(crate) kind: ConstraintKind,
    /// All columns, the tenant column too.
    pub(crate) columns: Vec<&'static str>,
    /// What a user is told, where something was said.
    pub(crate) message: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ConstraintKind {
    PrimaryKey,
    Unique,
    Exclusion,
    Reference,
    Check,
}

/// All that a row of the table can break, by the name that the server reports.
pub(crate) fn constraints(def: &TableDef) -> Vec<Constraint> {
    let Layout { primary_key, tenant_key, references, checks, indexes } = Layout::of(def);
    let silent = |name, kind, columns| Constraint { name, kind, columns, message: None };
    let mut all = vec![silent(primary_key.name, ConstraintKind::PrimaryKey, primary_key.columns)];
    all.extend(tenant_key.map(|key| silent(key.name, ConstraintKind::Unique, key.columns)));
    all.extend(indexes.into_iter().filter(|index| index.unique || index.said.exclusion).map(|index| {
        let kind = if index.unique { ConstraintKind::Unique } else { ConstraintKind::Exclusion };
        silent(index.name, kind, index.columns.iter().flat_map(IndexColumn::columns).collect())
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
