use std::error::Error;
use std::fmt;

use super::LONGEST;

/// Why a text is not a snapshot that this crate can read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotError {
    line: usize,
    column: usize,
    path: String,
    message: String,
}

impl SnapshotError {
    /// An error of the reader, at the key where it stopped.
    pub(super) fn read(path: impl ToString, error: &serde_json::Error) -> Self {
        let (line, column, text) = (error.line(), error.column(), error.to_string());
        let message = text.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&text).to_owned();
        // Outside every key the path is a point; in a text that is not JSON no key is at fault.
        let path = Some(path.to_string()).filter(|path| path != "." && error.is_data());
        Self { line, column, path: path.unwrap_or_default(), message }
    }

    /// An error of a text that is too long to be a snapshot.
    pub(crate) fn too_long(bytes: usize) -> Self {
        let message = format!("the text has {bytes} bytes, more than the limit of {LONGEST}");
        Self { line: 1, column: 1, path: String::new(), message }
    }

    /// An error of a part that is known by its name.
    pub(super) fn part(source: &str, needle: &str, path: String, message: String) -> Self {
        let before = &source[..source.find(needle).unwrap_or_default()];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().len() + 1;
        Self { line, column, path, message }
    }

    /// Returns the line of the text, from 1.
    #[must_use]
    pub const fn line(&self) -> usize {
        self.line
    }

    /// Returns the byte of the line, from 1.
    #[must_use]
    pub const fn column(&self) -> usize {
        self.column
    }

    /// Returns the key, such as `tables[3].columns[0].type`; empty where the text is not JSON.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, path, message } = self;
        write!(f, "{line}:{column}: ")?;
        if !path.is_empty() {
            write!(f, "`{path}`: ")?;
        }
        write!(
            f,
            "{message}\n  = help: revert the manual change or the merge, or write the snapshot again with this version of peristyle-build"
        )?;
        f.write_str("\n  = docs: peristyle_build::snapshot")
    }
}

impl Error for SnapshotError {}
