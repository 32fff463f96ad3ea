use std::error::Error;
use std::fmt;

/// Why a schema breaks a rule over several tables: all diagnostics at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaError {
    diagnostics: Vec<Diagnostic>,
}

/// One rule that the schema breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: String,
}

impl SchemaError {
    /// An error, unless there is nothing to report.
    pub(super) fn unless_empty(diagnostics: Vec<Diagnostic>) -> Result<(), Self> {
        if diagnostics.is_empty() { Ok(()) } else { Err(Self { diagnostics }) }
    }

    /// Returns the diagnostics, in the order of the tables.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }
}

impl Diagnostic {
    /// Returns the code of the rule, such as `S01`; `peristyle::rules` has a page on each.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, message, help } = self;
        write!(f, "[{code}] {message}\n  = help: {help}\n  = docs: peristyle::rules::{code}")
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, diagnostic) in self.diagnostics.iter().enumerate() {
            let separator = if at > 0 { "\n" } else { "" };
            write!(f, "{separator}{diagnostic}")?;
        }
        Ok(())
    }
}

impl Error for SchemaError {}
