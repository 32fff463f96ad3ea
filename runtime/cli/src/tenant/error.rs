//! Why an export, an import or an erasure ends early.

use std::error::Error;
use std::fmt;
use std::io;

use crate::database::{READ_ONLY, code, is_lost, sentence};

/// Why an export, an import or an erasure of a tenant ended early. The text says what is wrong and, after `= help:`, what to do.
#[derive(Debug)]
pub struct TenantError {
    kind: TenantErrorKind,
    message: String,
    help: Vec<String>,
    source: Option<Box<dyn Error + Send + Sync>>,
}

/// What kind of [`TenantError`] it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TenantErrorKind {
    /// The file of an export was cut or edited, or is not an export. The line counts from 1.
    File {
        /// The line that is wrong, or behind which the file ends.
        line: u64,
    },
    /// A file cannot be read or written.
    Io,
    /// The database, the structs and the file do not have the same tables and columns.
    Schema,
    /// There is no such tenant, or the rows of a database stand in the way.
    Rows,
    /// The role may not do it, or does not see all rows.
    Role,
    /// A hold stopped the erasure.
    Held,
    /// The database: the connection was lost, or a statement failed.
    Database,
    /// An argument names something that the schema does not have.
    Argument,
}

impl TenantError {
    pub(super) fn new(kind: TenantErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), help: Vec::new(), source: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    pub(super) fn file(line: u64, message: impl fmt::Display) -> Self {
        Self::new(TenantErrorKind::File { line }, format!("line {line}: {message}"))
    }

    pub(super) fn io(what: &str, error: io::Error) -> Self {
        let message = format!("{what}: {error}");
        Self { source: Some(error.into()), ..Self::new(TenantErrorKind::Io, message) }
    }

    /// Whether a check, NOT NULL or a trigger refused a row.
    pub(super) fn is_refused_by_condition(&self) -> bool {
        let error = self.source.as_ref().and_then(|source| source.downcast_ref::<sqlx::Error>());
        matches!(error.and_then(code).as_deref(), Some("23514" | "23502" | "P0001"))
    }

    /// Returns what kind of error it is.
    #[must_use]
    pub const fn kind(&self) -> TenantErrorKind {
        self.kind
    }
}

/// A statement failed.
pub(super) fn failed(what: impl fmt::Display) -> impl Fn(sqlx::Error) -> TenantError {
    move |error| {
        let kind = match code(&error).as_deref() {
            Some("42501") => TenantErrorKind::Role,
            _ => TenantErrorKind::Database,
        };
        let mut failed = TenantError::new(kind, format!("cannot {what}: {}", sentence(&error)));
        if let Some(detail) = detail(&error) {
            failed.message = format!("{}; {detail}", failed.message);
        }
        if kind == TenantErrorKind::Role {
            failed = failed.help("use the role that owns the tables, or one with the right that is missing");
        }
        if code(&error).as_deref() == Some("25006") {
            failed = failed.help(READ_ONLY);
        }
        if is_lost(&error) {
            failed = failed.help("run the command again");
        }
        TenantError { source: Some(Box::new(error)), ..failed }
    }
}

/// The DETAIL of the server. It has values of rows, which the one who exports or imports a tenant may see.
fn detail(error: &sqlx::Error) -> Option<String> {
    let error = error.as_database_error()?.try_downcast_ref::<sqlx::postgres::PgDatabaseError>()?;
    error.detail().map(str::to_owned)
}

impl fmt::Display for TenantError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.help.iter().try_for_each(|help| write!(f, "\n  = help: {help}"))
    }
}

impl Error for TenantError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
