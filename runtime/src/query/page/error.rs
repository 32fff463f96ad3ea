//! The errors of pages.

use std::fmt;

/// The error of a refused cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CursorError {
    /// The text is not a cursor: it is truncated, changed or made up, or contains a value that its column cannot have.
    Malformed,
    /// The cursor belongs to another list: to another table, tenant, filter or order.
    OtherList,
}

impl fmt::Display for CursorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "the cursor is not one that a page gave out",
            Self::OtherList => "the cursor belongs to another list: of another table, tenant, filter or order",
        })
    }
}

impl std::error::Error for CursorError {}

/// The error of a page size that is zero or too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSizeError {
    pub(super) rows: u32,
    pub(super) maximum: u32,
}

impl fmt::Display for PageSizeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the page size must be between 1 and {}, not {}", self.maximum, self.rows)
    }
}

impl std::error::Error for PageSizeError {}
