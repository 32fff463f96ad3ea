use std::borrow::Cow;
use std::error::Error;
use std::path::PathBuf;
use std::{fmt, io};

use super::compatibility::Incompatibility;
use super::step::Hazard;
use crate::checks::SchemaError;
use crate::diff::Change;
use crate::emit::way_out;
use crate::snapshot::SnapshotError;

/// Why there is no plan: all refusals at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanError {
    pub(super) refusals: Vec<Refusal>,
    /// What fails of the running version, where a refusal is about that.
    pub(super) breaks: Vec<Incompatibility>,
}

/// A change that is not planned, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// What is wrong.
    pub message: String,
    /// What to write.
    pub help: String,
    /// The hazard, where allowing it is the way out.
    pub hazard: Option<Hazard>,
    /// What to write in place of allowing the hazard, where there is a way without it; `help` has it too.
    pub instead: Option<Cow<'static, str>>,
}

impl PlanError {
    pub(super) const fn of(refusals: Vec<Refusal>) -> Self {
        Self { refusals, breaks: Vec::new() }
    }

    /// Returns the generated statements of the running version that fail every time if the change is made at once; empty where no refusal is about that.
    #[must_use]
    pub fn breaks(&self) -> &[Incompatibility] {
        &self.breaks
    }

    /// Returns the refusals, in the order of the steps.
    #[must_use]
    pub fn refusals(&self) -> &[Refusal] {
        &self.refusals
    }
}

impl Refusal {
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into(), hazard: None, instead: None }
    }

    pub(super) fn unknown_rename(noun: &str, old: &str, new: &str) -> Self {
        Self::new(
            format!("the {noun} `{old}` cannot be renamed to `{new}`"),
            "the old schema has the old name only, and the structs have the new name only: correct the rename, or remove it",
        )
    }

    pub(super) fn hazard(title: &str, hazard: Hazard, instead: Option<Cow<'static, str>>) -> Self {
        let allow = format!("write `.allow(Hazard::{}, \"the reason\")`", hazard.variant());
        // The ways out are for the running version.
        let instead = instead.filter(|_| matches!(hazard, Hazard::BreaksRunningVersion | Hazard::RewritesTable));
        let help = match &instead {
            Some(instead) => format!("{instead}; if this is intended, {allow}"),
            None => format!("if this is intended, {allow}"),
        };
        Self { message: format!("{title}: {}", hazard.told()), help, hazard: Some(hazard), instead }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  = help: {}", self.message, self.help)
    }
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, refusal) in self.refusals.iter().enumerate() {
            f.write_str(if at > 0 { "\n" } else { "" })?;
            refusal.fmt(f)?;
        }
        if !self.breaks.is_empty() {
            f.write_str("\nat once, the running version fails:")?;
            self.breaks.iter().try_for_each(|one| write!(f, "\n  {one}"))?;
        }
        f.write_str("\n  = docs: peristyle_build::migrate")
    }
}

impl Error for PlanError {}

/// Why a migration is not planned or not written.
#[derive(Debug)]
#[non_exhaustive]
pub enum MigrateError {
    /// The structs break a rule over several tables.
    Schema(SchemaError),
    /// The old schema does: the snapshot was edited by hand.
    OldSchema(SchemaError),
    /// The snapshot cannot be read.
    Snapshot(Box<SnapshotError>),
    /// A change is refused.
    Plan(PlanError),
    /// The name is not in snake_case.
    Name {
        /// The name.
        name: String,
    },
    /// A migration has this name.
    Taken {
        /// The name.
        name: String,
        /// The file or folder that has it.
        file: String,
    },
    /// A file was edited or is missing, two branches have each written a migration, or the snapshot is another one.
    Chain {
        /// The file that shows it.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// The structs have changed since the last migration, or this version of the crate emits another text.
    Unwritten {
        /// What is different.
        changes: Vec<Change>,
    },
    /// A file cannot be read.
    Read {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file cannot be written, or is there already.
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl fmt::Display for MigrateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Schema(error) => error.fmt(f),
            Self::OldSchema(error) => write!(f, "the snapshot was edited by hand: {error}"),
            Self::Snapshot(error) => error.fmt(f),
            Self::Plan(error) => error.fmt(f),
            Self::Name { name } => {
                let lower = name.trim().to_ascii_lowercase();
                let allowed = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
                let words: Vec<&str> = lower.split(|letter| !allowed(letter)).filter(|word| !word.is_empty()).collect();
                let meant = words.join("_");
                let is_short = (1..=100).contains(&meant.len());
                let meant = if is_short { meant.as_str() } else { "add_sku" };
                write!(
                    f,
                    "`{name}` is not a name of a migration\n  = help: write lower-case letters, digits and `_`, at most 100: `{meant}`"
                )
            }
            Self::Taken { name, file } => {
                write!(f, "a migration is called `{name}` already: `{file}`\n  = help: give the new one another name")
            }
            Self::Chain { path, message } => write!(
                f,
                "{}: {message}\n  = help: restore the files from version control, and write a change as a migration of its own; of two migrations that were written beside each other, delete the one that no \
                 database has, and plan it again",
                path.display()
            ),
            Self::Unwritten { changes } => {
                f.write_str("no migration has these changes")?;
                changes.iter().try_for_each(|change| write!(f, "\n    {change}"))?;
                f.write_str("\n  = help: write a migration: `migrate(&SCHEMA).new_migration(\"name\", \"migrations\")`")
            }
            Self::Read { path, source } => write!(f, "cannot read `{}`: {source}", path.display()),
            Self::Write { path, source } => {
                write!(f, "cannot write `{}`: {source}\n  = help: {}", path.display(), way_out(source))
            }
        }
    }
}

impl Error for MigrateError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Read { source, .. } | Self::Write { source, .. } => Some(source),
            _ => None,
        }
    }
}
