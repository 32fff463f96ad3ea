use super::{leading_tenant, name};
use crate::TableDef;
use crate::definition::{OnDelete, ReferenceDef};

/// A FOREIGN KEY. Between tenant tables it holds the tenant too, so that a row never points at another tenant's.
#[derive(Debug)]
pub(crate) struct Reference {
    pub(crate) name: String,
    /// The column that was declared; the last of `columns`.
    pub(crate) column: &'static str,
    pub(crate) columns: Vec<&'static str>,
    /// Whether `column` may be NULL, which switches the whole reference off (MATCH SIMPLE).
    pub(crate) nullable: bool,
    pub(crate) target: &'static str,
    pub(crate) target_columns: Vec<&'static str>,
    pub(crate) on_delete: OnDelete,
    /// Why it acts so on a delete; empty where nothing was said.
    pub(crate) why: &'static str,
}

impl Reference {
    pub(super) fn of(def: &TableDef, declared: &ReferenceDef) -> Self {
        let target = (declared.target)();
        let id = target.key.last().copied().unwrap_or("id");
        let (columns, target_columns) = match (def.tenant_column(), leading_tenant(target)) {
            (Some(own), Some(theirs)) => (vec![own, declared.column], vec![theirs, id]),
            _ => (vec![declared.column], vec![id]),
        };
        Self {
            name: name::generated(def.name, columns.iter().copied(), "fkey"),
            column: declared.column,
            columns,
            nullable: def.column(declared.column).is_some_and(|column| column.nullable),
            target: target.name,
            target_columns,
            on_delete: declared.on_delete,
            why: declared.why,
        }
    }

    /// The column that SET NULL empties, where the tenant column beside it must stay.
    pub(crate) fn nulled_column(&self) -> Option<&'static str> {
        (self.columns.len() > 1).then_some(self.column)
    }
}
