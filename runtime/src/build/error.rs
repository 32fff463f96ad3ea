use std::error::Error;
use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::advice;
use crate::ddl::SchemaError;

/// Why nothing, or not everything, was written.
#[derive(Debug)]
#[non_exhaustive]
pub enum EmitError {
    /// The schema breaks laws.
    Schema(SchemaError),
    /// [`Emit::without_advice`](super::Emit::without_advice) was told a code that no advice has.
    UnknownAdvice {
        /// What it was told.
        code: String,
    },
    /// [`Emit::run`](super::Emit::run) was called outside a build script.
    NoOutDir,
    /// A file cannot be written.
    Write {
        /// The file, or the folder it should be in.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl fmt::Display for EmitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Schema(error) => error.fmt(f),
            Self::UnknownAdvice { code } => write!(
                f,
                "`without_advice` is told `{code}`, which is the code of no advice\n  = help: the codes are {}\n  = docs: peristyle::advice",
                codes()
            ),
            Self::NoOutDir => f.write_str(
                "OUT_DIR is not set, so there is no place for schema.sql\n  = help: call `run` in a build script; a program says the folder: `write_to(\"db\")`",
            ),
            Self::Write { path, source } => write!(f, "cannot write `{}`: {source}", path.display()),
        }
    }
}

impl Error for EmitError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Schema(error) => Some(error),
            Self::UnknownAdvice { .. } | Self::NoOutDir => None,
            Self::Write { source, .. } => Some(source),
        }
    }
}

fn codes() -> String {
    advice::ALL.iter().map(|piece| piece.code).collect::<Vec<_>>().join(", ")
}
