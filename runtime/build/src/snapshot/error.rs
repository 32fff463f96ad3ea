use std::error::Error;
use std::fmt;

use super::{LONGEST, revisions};
use crate::json::JsonError;

/// Why a text is not a snapshot that this crate can read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotError(pub(super) JsonError);

impl SnapshotError {
    /// An error of a text that is too long to be a snapshot.
    pub(crate) fn too_long(bytes: usize) -> Self {
        Self(JsonError::too_long(bytes, LONGEST))
    }

    /// An error of a part that is known by its name.
    pub(super) fn part(source: &str, needle: &str, path: String, message: String) -> Self {
        let before = &source[..source.find(needle).unwrap_or_default()];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().len() + 1;
        Self(JsonError { line, column, path, message })
    }

    /// Returns the line of the text, from 1.
    #[must_use]
    pub const fn line(&self) -> usize {
        self.0.line
    }

    /// Returns the byte of the line, from 1.
    #[must_use]
    pub const fn column(&self) -> usize {
        self.0.column
    }

    /// Returns the key, such as `tables[3].columns[0].type`; empty where the text is not JSON.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let help = match self.0.path.split('.').next() {
            // To write it again would lead to a migration that replaces what is newer.
            Some(revisions::MEMBER) => "use the version of peristyle-build that wrote the snapshot, or a newer one",
            _ => {
                "revert the manual change or the merge, or write the snapshot again with this version of peristyle-build"
            }
        };
        write!(f, "{}\n  = help: {help}", self.0)?;
        f.write_str("\n  = docs: peristyle_build::snapshot")
    }
}

impl Error for SnapshotError {}
