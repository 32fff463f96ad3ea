use super::{leading_tenant, name};
use crate::TableDef;
use crate::definition::{Deferrable, OnDelete, OnUpdate, QualifiedName, ReferenceDef};

/// A FOREIGN KEY. Between tenant tables it contains the tenant, so a row never refers to another tenant.
#[derive(Debug)]
pub struct Reference {
    pub name: String,
    /// The declared columns, which are the last of `columns`.
    pub declared: &'static [&'static str],
    pub columns: Vec<&'static str>,
    /// The nullable ones of the declared columns: a NULL disables the foreign key (MATCH SIMPLE).
    pub nullable: Vec<&'static str>,
    pub target: QualifiedName,
    pub target_columns: Vec<&'static str>,
    pub on_delete: OnDelete,
    pub on_update: OnUpdate,
    pub deferrable: Deferrable,
    pub ignores_soft_delete: bool,
    pub not_valid: bool,
    /// Whether the last column is a period.
    pub period: bool,
    pub not_enforced: bool,
    /// The reason; empty if none is declared.
    pub why: &'static str,
}

impl Reference {
    pub(super) fn of(def: &TableDef, declared: &ReferenceDef) -> Self {
        let target = (declared.target)();
        let (mut columns, mut target_columns) = (declared.columns.to_vec(), declared.target_columns());
        if let (Some(own), Some(theirs)) = (def.tenant_column(), leading_tenant(target))
            && !target_columns.contains(&theirs)
        {
            columns.insert(0, own);
            target_columns.insert(0, theirs);
        }
        let nullable = |name: &&str| def.column(name).is_some_and(|column| column.nullable);
        let generated = || name::generated(def.name, columns.iter().copied(), "fkey");
        Self {
            name: declared.name.map_or_else(generated, str::to_owned),
            declared: declared.columns,
            nullable: declared.columns.iter().copied().filter(nullable).collect(),
            columns,
            target: target.qualified(),
            target_columns,
            on_delete: declared.on_delete,
            on_update: declared.on_update,
            deferrable: declared.deferrable,
            ignores_soft_delete: declared.ignores_soft_delete,
            not_valid: declared.not_valid,
            period: declared.period,
            not_enforced: declared.not_enforced,
            why: declared.why,
        }
    }

    /// The columns that the server's look-up of a referring row compares with `=`: all but the period.
    pub fn equal_columns(&self) -> &[&'static str] {
        &self.columns[..self.columns.len() - usize::from(self.period)]
    }

    /// Whether a row can exist without it.
    pub fn is_optional(&self) -> bool {
        !self.nullable.is_empty()
    }

    /// The columns of SET NULL, if others must keep their value: the tenant column, or a column that is not nullable.
    pub fn nulled_columns(&self) -> &[&'static str] {
        if self.columns.len() > self.nullable.len() { &self.nullable } else { &[] }
    }
}
