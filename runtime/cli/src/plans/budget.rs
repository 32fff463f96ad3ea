//! What statements may cost.

use peristyle::TableDef;

/// What a statement may cost where the struct of a table states nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Rows of one table that it reads.
    pub(crate) rows: u64,
    /// Rows that it sorts.
    pub(crate) sort: u64,
    /// Pages that it reads without an index.
    pub(crate) sequential_scan: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { rows: 10_000, sort: 1_000, sequential_scan: 1_000 }
    }
}

impl Limits {
    /// What the struct states: `budget(..)`.
    pub(super) fn of(self, def: &TableDef) -> Self {
        let budget = def.budget;
        Self {
            rows: budget.rows.unwrap_or(self.rows),
            sort: budget.sort.unwrap_or(self.sort),
            sequential_scan: budget.sequential_scan.unwrap_or(self.sequential_scan),
        }
    }
}
