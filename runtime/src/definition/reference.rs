use super::Deferrable;
use super::{QualifiedName, TableDef};

/// A foreign key: a column of type `Id<Target>`, a column with `references = ..`, or `foreign_key(...)` over several
/// columns.
#[derive(Debug, Clone, Copy)]
pub struct ReferenceDef {
    /// The declared name of the constraint.
    pub name: Option<&'static str>,
    /// The columns, without the tenant column, which is added between tenant tables.
    pub columns: &'static [&'static str],
    /// The referenced table. It is a function, so that tables may refer to each other.
    pub target: fn() -> &'static TableDef,
    /// The name of the referenced table, as a constant (rule S02).
    pub target_name: QualifiedName,
    /// The referenced columns, by their positions in the target; empty for its primary key.
    #[doc(hidden)]
    pub places: &'static [usize],
    /// The action when the referenced row is deleted (rule F02).
    pub on_delete: OnDelete,
    /// The action when the referenced columns change.
    pub on_update: OnUpdate,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// Whether a soft delete of the referenced row leaves this table alone: the waiver of rule F07.
    pub ignores_soft_delete: bool,
    /// Whether the rows that were there are not held to it: NOT VALID (rule C11).
    pub not_valid: bool,
    /// Whether the last column is a period: rows of the target with equal values in the other columns cover it together.
    /// PostgreSQL 18 has it first.
    pub period: bool,
    /// Whether no row is held to it: NOT ENFORCED (rule C11). Rows refer to no tenant by such a foreign key (rule P05).
    pub not_enforced: bool,
    /// The reason, which becomes COMMENT ON CONSTRAINT (rule F03). It may be empty on a tenant column.
    pub why: &'static str,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

/// The action of a delete of the referenced row. The foreign key applies it to real deletes, triggers apply it to soft
/// deletes (rule F07).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnDelete {
    /// The referring rows are deleted too. A soft delete soft-deletes them; rows of a table without soft deletes stay.
    Cascade,
    /// The foreign key becomes NULL (rule F04).
    SetNull,
    /// The delete fails while a row refers.
    Restrict,
    /// The same at the end of the statement; only with the waiver of F02.
    NoAction,
}

/// The action of an update of the referenced columns. Ids never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnUpdate {
    /// The update fails at the end of the statement while a row refers.
    NoAction,
    /// The foreign keys are updated too.
    Cascade,
    /// The foreign keys become NULL.
    SetNull,
    /// The update fails while a row refers.
    Restrict,
}

impl ReferenceDef {
    /// The referenced columns: the declared ones, or the primary key.
    #[must_use]
    pub fn target_columns(&self) -> Vec<&'static str> {
        let target = (self.target)();
        if self.places.is_empty() {
            return target.key.to_vec();
        }
        self.places.iter().filter_map(|place| target.columns.get(*place)).map(|column| column.name).collect()
    }
}
