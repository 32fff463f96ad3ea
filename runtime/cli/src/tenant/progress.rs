/// How far an export, an import or an erasure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step<'a> {
    /// What is done: `exporting`, `reading`, `inserting`, `checking`, `unlinking`, `erasing`, `scanning`.
    pub doing: &'static str,
    /// The table.
    pub table: &'a str,
    /// The number of the table, from 1 on.
    pub number: usize,
    /// The number of tables.
    pub tables: usize,
    /// The rows of the table so far.
    pub rows: u64,
}

/// What shows the progress.
pub(super) type Show<'a> = &'a mut (dyn FnMut(Step<'_>) + Send);

/// Rows between two steps.
pub(super) const EVERY: u64 = 5_000;
