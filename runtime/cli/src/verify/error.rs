use std::error::Error;
use std::fmt;

use crate::database::sentence;

/// What a proof found, or why there is none.
#[derive(Debug)]
#[non_exhaustive]
pub enum VerifyError {
    /// A file fails.
    Up {
        /// The file.
        file: String,
        /// The error of the server.
        source: sqlx::Error,
    },
    /// A down file fails.
    Down {
        /// The file.
        file: String,
        /// The error of the server.
        source: sqlx::Error,
    },
    /// The catalog is not what it should be.
    Catalog {
        /// The step after which it differs: `all up`.
        when: &'static str,
        /// The lines: `-` what is missing, `+` what is not expected.
        difference: String,
    },
    /// Rows of a table are missing or have other values.
    Rows {
        /// The step after which they differ.
        when: &'static str,
        /// The table.
        table: String,
    },
    /// The catalog or the rows cannot be read.
    Read(sqlx::Error),
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Up { file, source } => write!(f, "`{file}` fails: {}", sentence(source)),
            Self::Down { file, source } => write!(f, "the down file of `{file}` fails: {}", sentence(source)),
            Self::Catalog { when, difference } => {
                let expected = if *when == "all down" { "what it was before" } else { "that of a new database" };
                write!(f, "after {when}, the catalog is not {expected}:\n{}", difference.trim_end())
            }
            Self::Rows { when, table } => {
                write!(
                    f,
                    "after {when}, rows of `{table}` are missing or have other values in columns that the migration does not change"
                )
            }
            Self::Read(source) => write!(f, "cannot read the database: {}", sentence(source)),
        }
    }
}

impl Error for VerifyError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Up { source, .. } | Self::Down { source, .. } | Self::Read(source) => Some(source),
            Self::Catalog { .. } | Self::Rows { .. } => None,
        }
    }
}
