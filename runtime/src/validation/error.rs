//! The errors of validation.

use std::error::Error;
use std::fmt;

/// The values of a row that their columns do not accept.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ValidationError {
    /// All violations, in the order of the columns.
    pub violations: Vec<InvalidValue>,
}

/// A value that its column does not accept.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidValue {
    /// The column.
    pub column: &'static str,
    /// The limit that the value exceeds.
    pub limit: Limit,
    /// The message for the user.
    pub message: String,
}

/// A limit of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// The maximum number of characters.
    Characters(u32),
    /// The maximum number of digits before and after the decimal point.
    Digits {
        /// Before the decimal point.
        before: u16,
        /// After the decimal point.
        after: u16,
    },
    /// A check of the table; the column is the first one that the check reads.
    Check,
    /// The value must be one that PostgreSQL can store.
    Form,
}

impl fmt::Display for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, violation) in self.violations.iter().enumerate() {
            f.write_str(if at == 0 { "" } else { "; " })?;
            violation.fmt(f)?;
        }
        Ok(())
    }
}

impl Error for ValidationError {}

impl fmt::Display for InvalidValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
