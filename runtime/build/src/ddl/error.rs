use std::error::Error;
use std::fmt;

/// Why a schema has no DDL: everything that is wrong with it, at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaError {
    findings: Vec<Finding>,
}

/// One rule of the rule book that the schema breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: String,
}

impl SchemaError {
    /// An error, unless there is nothing to say.
    pub(super) fn unless_empty(findings: Vec<Finding>) -> Result<(), Self> {
        if findings.is_empty() { Ok(()) } else { Err(Self { findings }) }
    }

    /// The findings, in the order of the tables.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

impl Finding {
    /// The code of the rule, such as `S01`; `peristyle::rules` has a page on each.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, message, help } = self;
        write!(f, "[{code}] {message}\n  = help: {help}\n  = docs: peristyle::rules::{code}")
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, finding) in self.findings.iter().enumerate() {
            let separator = if at > 0 { "\n" } else { "" };
            write!(f, "{separator}{finding}")?;
        }
        Ok(())
    }
}

impl Error for SchemaError {}
