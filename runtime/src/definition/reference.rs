use crate::TableDef;

/// A foreign key: a column of type `Id<Target>`.
#[derive(Debug, Clone, Copy)]
pub struct ReferenceDef {
    /// The column that refers.
    pub column: &'static str,
    /// The table referred to. A function, so that tables may refer to each other in a circle.
    pub target: fn() -> &'static TableDef,
    /// The name of the table referred to, readable while compiling (rule S02).
    pub target_name: &'static str,
    /// What happens to this row when the row it refers to is deleted (rule F02).
    pub on_delete: OnDelete,
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
