/// What the statements of a table may cost by the estimates of the planner: `budget(rows = 50_000, why = "the reason")`.
/// `peristyle plans check` compares the plans with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BudgetDef {
    /// The rows that one statement reads; `None` is the default of the command.
    pub rows: Option<u64>,
    /// The rows that one statement sorts.
    pub sort: Option<u64>,
    /// The pages of a sequential scan, 8 KiB each.
    pub sequential_scan: Option<u64>,
    /// The reason; empty if no budget is declared.
    pub why: &'static str,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl BudgetDef {
    /// The defaults.
    #[doc(hidden)]
    pub const PLAIN: Self = Self { rows: None, sort: None, sequential_scan: None, why: "", __non_exhaustive: () };
}
