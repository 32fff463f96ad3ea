/// A condition over the columns of one table, as SQL in pieces: literals of enums are known only to the compiler. A column is a piece of its
/// own, in double quotes.
pub type Condition = &'static [&'static str];

/// An index or a unique that was declared: `index(...)`, `unique(...)`.
///
/// `columns` stand as they were written. [`crate::ddl`] puts the tenant column in front and the key behind where DESIGN says so.
#[derive(Debug, Clone, Copy)]
pub struct IndexDef {
    /// The name, when one was written.
    pub name: Option<&'static str>,
    /// The columns in order.
    pub columns: &'static [IndexColumn],
    /// Whether two rows may agree on all columns.
    pub unique: bool,
    /// The rows that are covered, as said by `only(...)`.
    pub only: Option<Condition>,
    /// A unique over all tenants (waiver of I04).
    pub global: bool,
    /// Deleted rows are covered too (for a unique: waiver of I07).
    pub including_deleted: bool,
}

/// A column of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexColumn {
    /// The column's name.
    pub name: &'static str,
    /// Whether the order is descending.
    pub descending: bool,
}

/// A check: `check(price >= 0, message = "...")`.
#[derive(Debug, Clone, Copy)]
pub struct CheckDef {
    /// The name, when one was written.
    pub name: Option<&'static str>,
    /// The columns the condition reads, in the order they first appear.
    pub columns: &'static [&'static str],
    /// The condition.
    pub condition: Condition,
    /// What a user is told when a row breaks it. Empty when none was written.
    pub message: &'static str,
}

impl IndexDef {
    /// What a declaration leaves unsaid.
    #[doc(hidden)]
    pub const PLAIN: Self =
        Self { name: None, columns: &[], unique: false, only: None, global: false, including_deleted: false };
}
