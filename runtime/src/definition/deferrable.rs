/// When a constraint is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Deferrable {
    /// Always at the end of each statement.
    Never,
    /// At the end of each statement, unless `SET CONSTRAINTS` defers it.
    Immediate,
    /// At the end of the transaction.
    Deferred,
}
