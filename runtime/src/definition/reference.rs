use super::QualifiedName;
use crate::{ColumnType, Table, TableDef};

/// A foreign key: a column of type `Id<Target>`, one that says `references = ..`, or `foreign_key(...)` over several.
#[derive(Debug, Clone, Copy)]
pub struct ReferenceDef {
    /// The name of the constraint, when one was written.
    pub name: Option<&'static str>,
    /// The columns that refer; without the tenant column, which is added in front between tenant tables.
    pub columns: &'static [&'static str],
    /// The table referred to. A function, so that tables may refer to each other in a circle.
    pub target: fn() -> &'static TableDef,
    /// The name of the table referred to, readable while compiling (rule S02).
    pub target_name: QualifiedName,
    /// The columns referred to, by their places in the target; none for its key.
    #[doc(hidden)]
    pub places: &'static [usize],
    /// What happens to this row when the row it refers to is deleted (rule F02).
    pub on_delete: OnDelete,
    /// What happens to it when the columns referred to change.
    pub on_update: OnUpdate,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// Why; becomes COMMENT ON CONSTRAINT (rule F03). Empty on a tenant column that leaves it unsaid.
    pub why: &'static str,
}

/// What a real delete of the row referred to does. A soft delete does none of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnDelete {
    /// The referring rows are deleted too.
    Cascade,
    /// The referring column becomes NULL (rule F04).
    SetNull,
    /// The delete is refused while a row refers.
    Restrict,
    /// The same at the end of the statement; only under the waiver of F02.
    NoAction,
}

/// What a change of the columns referred to does. A key of peristyle's own never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnUpdate {
    /// It is refused at the end of the statement while a row refers.
    NoAction,
    /// The referring rows follow.
    Cascade,
    /// The referring columns become NULL.
    SetNull,
    /// It is refused while a row refers.
    Restrict,
}

/// When a constraint is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Deferrable {
    /// At the end of each statement, always.
    Never,
    /// At the end of each statement, unless `SET CONSTRAINTS` puts it off.
    Immediate,
    /// At the end of the transaction.
    Deferred,
}

impl ReferenceDef {
    /// The reference that a column of type `Id<Target>` is. It asks of the type what the column's own constructor does, so that a type that is no
    /// such thing is one error.
    #[doc(hidden)]
    #[must_use]
    pub const fn of<C: ColumnType>(columns: &'static [&'static str], on_delete: OnDelete, why: &'static str) -> Self {
        Self {
            name: None,
            columns,
            target: match C::REFERENCES {
                Some(target) => target,
                None => nowhere,
            },
            target_name: C::TARGET,
            places: &[],
            on_delete,
            on_update: OnUpdate::NoAction,
            deferrable: Deferrable::Never,
            why,
        }
    }

    /// The reference that names its target: `references = Country`, `foreign_key(..)`.
    #[doc(hidden)]
    #[must_use]
    pub const fn to<T: Table>(columns: &'static [&'static str], on_delete: OnDelete, why: &'static str) -> Self {
        Self {
            name: None,
            columns,
            target: T::def,
            target_name: QualifiedName::of::<T>(),
            places: &[],
            on_delete,
            on_update: OnUpdate::NoAction,
            deferrable: Deferrable::Never,
            why,
        }
    }

    /// The columns referred to: those that were said, or the key's.
    #[must_use]
    pub fn target_columns(&self) -> Vec<&'static str> {
        let target = (self.target)();
        if self.places.is_empty() {
            return target.key.to_vec();
        }
        self.places.iter().filter_map(|place| target.columns.get(*place)).map(|column| column.name).collect()
    }
}

/// What tokens take for a reference and the type does not (rule F01).
fn nowhere() -> &'static TableDef {
    const { &TableDef::PLAIN }
}
