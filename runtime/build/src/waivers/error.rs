use std::error::Error;
use std::fmt;
use std::io;
use std::path::PathBuf;

use super::baseline::Comparison;
use crate::json::JsonError;

/// Why a text is not a baseline of waivers, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaselineError(pub(super) JsonError);

impl BaselineError {
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

    /// Returns the key, such as `waivers.T03.countries`; empty where the text is not JSON.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }
}

impl fmt::Display for BaselineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for BaselineError {}

/// Why the waivers of a schema are refused.
#[derive(Debug)]
#[non_exhaustive]
pub enum WaiverError {
    /// There is no file yet.
    Missing {
        /// Where it should be.
        path: PathBuf,
    },
    /// The file cannot be read.
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The file is not a baseline.
    Baseline {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: BaselineError,
    },
    /// The schema has more waivers than the baseline.
    Risen {
        /// The file.
        path: PathBuf,
        /// What differs.
        comparison: Comparison,
    },
}

impl fmt::Display for WaiverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { path } => {
                let path = path.display();
                write!(f, "there is no baseline of waivers at `{path}`")?;
                write!(f, "\n  = help: run `cargo peristyle waivers --baseline {path}`, and commit the file")?;
            }
            Self::Read { path, source } => {
                write!(f, "cannot read the baseline of waivers `{}`: {source}", path.display())?;
                f.write_str("\n  = help: use a path relative to the current folder, of a readable file")?;
            }
            Self::Baseline { path, source } => {
                write!(f, "cannot read the baseline of waivers: {}:{source}", path.display())?;
                f.write_str("\n  = help: revert the manual change or the merge")?;
            }
            Self::Risen { path, comparison } => {
                write!(f, "the schema has more waivers than `{}`", path.display())?;
                for count in &comparison.risen {
                    write!(f, "\n    {count}")?;
                }
                f.write_str("\n  = help: make the tables comply; a waiver that is meant to stay is a line of the file that a reviewer sees")?;
            }
        }
        f.write_str("\n  = docs: peristyle_build::waivers")
    }
}

impl Error for WaiverError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Read { source, .. } => Some(source),
            Self::Baseline { source, .. } => Some(source),
            Self::Missing { .. } | Self::Risen { .. } => None,
        }
    }
}
