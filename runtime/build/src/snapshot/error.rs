use std::error::Error;
use std::fmt;

/// Why a text is no snapshot that this crate can read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotError {
    line: usize,
    column: usize,
    path: String,
    problem: Problem,
}

/// What is wrong with the text of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// It is no JSON: this was expected.
    Malformed(&'static str),
    /// It is of another version.
    Version {
        /// The version as it was written.
        found: String,
        /// The version that this crate reads.
        known: u32,
    },
    /// A member is not there.
    Missing,
    /// A member is there twice.
    Twice,
    /// A member that this version of the crate does not know.
    Unknown,
    /// A member holds something else than this.
    NotA(&'static str),
    /// A member holds a word that this version of the crate does not know.
    UnknownValue {
        /// The word.
        found: String,
        /// Those that are known.
        known: String,
    },
}

impl SnapshotError {
    pub(super) fn malformed(source: &str, at: usize, expected: &'static str) -> Self {
        Self::at(source, at, String::new(), Problem::Malformed(expected))
    }

    pub(super) fn at(source: &str, at: usize, path: String, problem: Problem) -> Self {
        let before = &source[..source.floor_char_boundary(at)];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Self { line, column, path, problem }
    }

    /// The line of the text, from 1.
    #[must_use]
    pub const fn line(&self) -> usize {
        self.line
    }

    /// The character of the line, from 1.
    #[must_use]
    pub const fn column(&self) -> usize {
        self.column
    }

    /// The member, such as `tables[3].columns[0].type`; empty where the text is no JSON.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong there.
    #[must_use]
    pub const fn problem(&self) -> &Problem {
        &self.problem
    }

    const fn help(&self) -> &'static str {
        match self.problem {
            Problem::Version { .. } | Problem::Unknown | Problem::UnknownValue { .. } => {
                "it was written by another version of peristyle: use that one, or write the snapshot anew"
            }
            _ => "write the snapshot anew; it was changed by hand, or a merge left its marks",
        }
    }
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, path, problem } = self;
        write!(f, "line {line}, column {column}: ")?;
        match problem {
            Problem::Malformed(expected) => write!(f, "expected {expected}")?,
            Problem::Version { found, known } => {
                write!(f, "the snapshot is of version {found}, and this peristyle reads version {known}")?;
            }
            Problem::Missing => write!(f, "`{path}` is missing")?,
            Problem::Twice => write!(f, "`{path}` is there twice")?,
            Problem::Unknown => write!(f, "`{path}` is not known to this version")?,
            Problem::NotA(what) if path.is_empty() => write!(f, "the snapshot is not {what}")?,
            Problem::NotA(what) => write!(f, "`{path}` is not {what}")?,
            Problem::UnknownValue { found, known } => write!(f, "`{path}` is `{found}`, which is none of {known}")?,
        }
        write!(f, "\n  = help: {}\n  = docs: peristyle_build::snapshot", self.help())
    }
}

impl Error for SnapshotError {}
