use std::error::Error;
use std::fmt;
use std::io;
use std::path::PathBuf;

use super::file;
use crate::advice::{self, Advice};
use crate::checks::SchemaError;
use crate::citus::CitusError;
use crate::snapshot::{Change, SnapshotError};
use crate::waivers::WaiverError;

/// So many changes are told one by one.
const MOST: usize = 5;

/// Why nothing, or not everything, was written; or what is wrong with the committed snapshot.
#[derive(Debug)]
#[non_exhaustive]
pub enum EmitError {
    /// The schema breaks rules.
    Schema(SchemaError),
    /// [`Emit::without_advice`](super::Emit::without_advice) was told a code that no advice has.
    UnknownAdvice {
        /// What it was told.
        code: String,
    },
    /// `schema.sql` would lack the functions of look-ups or queues, since the options name no role for them.
    NoLookupRole {
        /// The advice A19.
        advice: Vec<Advice>,
    },
    /// Citus would refuse tables.
    Citus(CitusError),
    /// [`Emit::run`](super::Emit::run) was called outside a build script.
    NoOutDir,
    /// A file cannot be written.
    Write {
        /// The file, or the folder it should be in.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// There is no committed snapshot yet.
    NoSnapshot {
        /// Where it should be.
        path: PathBuf,
        /// The command that puts it there.
        update: String,
    },
    /// The committed snapshot cannot be read.
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The committed snapshot is not one.
    Snapshot {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: Box<SnapshotError>,
        /// The command that writes it anew.
        update: String,
    },
    /// The committed snapshot breaks a rule over several tables.
    SnapshotRule {
        /// The file.
        path: PathBuf,
        /// The rules.
        source: SchemaError,
        /// The command that writes it again.
        update: String,
    },
    /// The schema has more waivers than the baseline, or there is none that can be read.
    Waivers(WaiverError),
    /// The committed snapshot differs from the structs.
    Changed {
        /// The file.
        path: PathBuf,
        /// What the structs have differently.
        changes: Vec<Change>,
        /// The command that makes it say so too.
        update: String,
    },
}

impl fmt::Display for EmitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Schema(error) => return error.fmt(f),
            Self::Waivers(error) => return error.fmt(f),
            Self::UnknownAdvice { code } => {
                write!(f, "unknown advice code `{code}` in `without_advice`")?;
                return write!(f, "\n  = help: the codes are {}\n  = docs: peristyle_build::advice", codes());
            }
            Self::NoLookupRole { advice } => {
                for (number, advice) in advice.iter().enumerate() {
                    write!(f, "{}`{}`: {}", if number == 0 { "" } else { "\n" }, advice.table, advice.text)?;
                }
                let instead = advice.first().map(|advice| advice.instead.as_str()).unwrap_or_default();
                write!(f, "\n  = help: {instead}")?;
                f.write_str("\n  = help: if nothing calls the functions in this database, write `.without_advice(&[\"A19\"])`")?;
                return f.write_str("\n  = docs: peristyle_build::advice::A19");
            }
            Self::Citus(error) => {
                error.fmt(f)?;
                return f.write_str("\n  = docs: peristyle_build::citus");
            }
            Self::NoOutDir => f.write_str(
                "OUT_DIR is not set, so the folder of the files is unknown\n  = help: call `run` in a build script; in a program, name the folder: `write_to(\"db\")`",
            )?,
            Self::Write { path, source } => {
                write!(f, "cannot write `{}`: {source}\n  = help: {}", path.display(), file::way_out(source))?;
            }
            Self::NoSnapshot { path, update } => {
                write!(f, "there is no snapshot at `{}`", path.display())?;
                write!(f, "\n  = help: run `{update}`, and commit the file")?;
            }
            Self::Read { path, source } => {
                write!(f, "cannot read the snapshot `{}`: {source}", path.display())?;
                f.write_str("\n  = help: use a path relative to the folder of the package, of a readable file")?;
            }
            Self::Snapshot { path, source, update } => {
                let text = source.to_string();
                let first = text.lines().next().unwrap_or_default();
                write!(f, "cannot read the snapshot: {}:{first}", path.display())?;
                write!(f, "\n  = help: revert the manual change or the merge, or run `{update}`")?;
            }
            Self::SnapshotRule { path, source, update } => {
                let first = source.diagnostics().first().map(ToString::to_string).unwrap_or_default();
                write!(f, "`{}` breaks a rule: {}", path.display(), first.lines().next().unwrap_or_default())?;
                write!(f, "\n  = help: revert the manual change, or run `{update}`")?;
            }
            Self::Changed { path, changes, update } => {
                write!(f, "`{}` differs from the structs", path.display())?;
                list(f, changes)?;
                write!(f, "\n  = help: if this is intended, run `{update}`, and commit the file")?;
            }
        }
        f.write_str("\n  = docs: peristyle_build::emit")
    }
}

/// The changes, each on a line; a long list keeps its beginning.
fn list(f: &mut fmt::Formatter<'_>, changes: &[Change]) -> fmt::Result {
    for change in changes.iter().take(MOST) {
        write!(f, "\n    {change}")?;
    }
    match changes.len().saturating_sub(MOST) {
        0 => Ok(()),
        more => write!(f, "\n    and {more} more"),
    }
}

impl Error for EmitError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Schema(error) | Self::SnapshotRule { source: error, .. } => Some(error),
            Self::Waivers(error) => Some(error),
            Self::Citus(error) => Some(error),
            Self::Write { source, .. } | Self::Read { source, .. } => Some(source),
            Self::Snapshot { source, .. } => Some(&**source),
            Self::UnknownAdvice { .. }
            | Self::NoLookupRole { .. }
            | Self::NoOutDir
            | Self::NoSnapshot { .. }
            | Self::Changed { .. } => None,
        }
    }
}

fn codes() -> String {
    advice::ALL.iter().map(|piece| piece.code).collect::<Vec<_>>().join(", ")
}
