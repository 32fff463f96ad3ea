//! What an attack found.

use std::fmt;

/// Something that one tenant could do to the rows of another.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The table, with its schema where one is declared.
    pub table: String,
    /// What was tried, such as `update rows of the other tenant`.
    pub attack: String,
    /// The statement.
    pub statement: String,
    /// What happened.
    pub leaked: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}\n    {}", self.table, self.attack, self.leaked, self.statement)
    }
}

/// The result of [`TestDatabase::attack`](crate::TestDatabase::attack). It is dropped without a panic only if nothing was
/// found, or after [`into_findings`](AttackReport::into_findings).
#[derive(Debug, Default)]
pub struct AttackReport {
    pub(crate) findings: Vec<Finding>,
    pub(crate) attempts: usize,
}

impl AttackReport {
    /// Returns what was found.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Returns the number of statements that were tried.
    #[must_use]
    pub fn attempts(&self) -> usize {
        self.attempts
    }

    /// Takes what was found, so that the report is dropped without a panic.
    #[must_use]
    pub fn into_findings(mut self) -> Vec<Finding> {
        std::mem::take(&mut self.findings)
    }
}

impl fmt::Display for AttackReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.findings.as_slice() {
            [] => write!(f, "{} attacks were tried, none succeeded", self.attempts),
            findings => {
                write!(f, "{} of {} attacks succeeded:", findings.len(), self.attempts)?;
                findings.iter().try_for_each(|finding| write!(f, "\n  {finding}"))
            }
        }
    }
}

impl Drop for AttackReport {
    /// # Panics
    ///
    /// Something was found, and nobody took it.
    fn drop(&mut self) {
        assert!(self.findings.is_empty() || std::thread::panicking(), "{self}");
    }
}
