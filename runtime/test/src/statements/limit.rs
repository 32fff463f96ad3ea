//! A limit of the number of statements.

use std::fmt;
use std::sync::Arc;

use super::log::Log;

/// A limit of the statements that the application sends while the value lives:
/// [`TestDatabase::max_statements`](crate::TestDatabase::max_statements).
#[derive(Debug)]
#[must_use = "the limit is checked when the value is dropped: `let limit = db.max_statements(3);`"]
pub struct StatementLimit {
    log: Arc<Log>,
    first: usize,
    most: usize,
}

impl StatementLimit {
    pub(crate) fn new(log: Arc<Log>, most: usize) -> Self {
        let first = log.len();
        Self { log, first, most }
    }

    /// Returns the statements that were sent since the value was created.
    #[must_use]
    pub fn statements(&self) -> Vec<String> {
        self.log.after(self.first)
    }
}

impl fmt::Display for StatementLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let statements = self.statements();
        write!(f, "{} statements were sent, at most {} are allowed", statements.len(), self.most)?;
        for same in statements.chunk_by(|one, other| one == other) {
            let words = same[0].split_whitespace().collect::<Vec<_>>().join(" ");
            match same.len() {
                1 => write!(f, "\n  {words}")?,
                times => write!(f, "\n  {times} times: {words}")?,
            }
        }
        Ok(())
    }
}

impl Drop for StatementLimit {
    /// # Panics
    ///
    /// More statements were sent.
    fn drop(&mut self) {
        let is_kept = self.log.len() - self.first <= self.most;
        assert!(is_kept || std::thread::panicking(), "{self}");
    }
}
