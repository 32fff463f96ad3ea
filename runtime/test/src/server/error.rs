//! What can go wrong, and what to do about it.

use std::{fmt, io};

use sqlx::postgres::{PgDatabaseError, PgErrorPosition};
use thiserror::Error;

use crate::server::{binaries::PassedOver, version::OLDEST};

/// Why there is no server.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StartError {
    /// `PERISTYLE_TEST_URL` cannot be read.
    #[error("`PERISTYLE_TEST_URL` is not a URL such as `postgresql://user:password@host:5432/postgres`: {reason}")]
    Url {
        /// What is wrong with it.
        reason: String,
    },
    /// The server does not let us in.
    #[error("cannot connect to {server}: {}", plain(.source))]
    Connect {
        /// The server, without its password.
        server: String,
        /// What the driver says.
        source: sqlx::Error,
    },
    /// The server lets us in and cannot be used.
    #[error("cannot use {server}: {reason}")]
    Unfit {
        /// The server, without its password.
        server: String,
        /// What it lacks.
        reason: String,
    },
    /// `PG_BIN` names a folder that cannot be used. Nothing else is tried in its place.
    #[error(
        "`PG_BIN` cannot be used: {0}\n= help: it names the folder that holds `initdb` and `postgres`, version {OLDEST} or newer, and at least the `min` of the schema"
    )]
    PgBin(PassedOver),
    /// No PostgreSQL was found that runs here.
    #[error("{0}")]
    NoBinaries(NoBinaries),
    /// The system refused something.
    #[error("cannot {what}: {source}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// What the system says.
        source: io::Error,
    },
    /// A program of PostgreSQL failed.
    #[error("{what}, {binaries}:\n{answer}")]
    Program {
        /// What happened.
        what: &'static str,
        /// Which program.
        binaries: String,
        /// What it said.
        answer: String,
    },
    /// The roles could not be made.
    #[error("cannot make the roles of the tests on {server}: {}", plain(.source))]
    Roles {
        /// The server, without its password.
        server: String,
        /// What the driver says.
        source: sqlx::Error,
    },
}

impl StartError {
    pub(crate) fn io(what: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { what, source }
    }
}

/// All folders that were passed over, none of which can be used.
#[derive(Debug)]
pub struct NoBinaries {
    pub(crate) oldest: u32,
    pub(crate) passed_over: Vec<PassedOver>,
}

impl fmt::Display for NoBinaries {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { oldest, passed_over } = self;
        writeln!(formatter, "no PostgreSQL {oldest} or newer that runs here")?;
        if passed_over.is_empty() {
            writeln!(formatter, "  nothing by `pg_config`, in the folders of the distributions, in `PATH` or bundled")?;
        }
        for one in passed_over {
            writeln!(formatter, "  passed over {one}")?;
        }
        formatter.write_str(WAYS_OUT)
    }
}

const WAYS_OUT: &str = "\
= help: install PostgreSQL:
          apt install postgresql         (Debian, Ubuntu)
          dnf install postgresql-server  (Fedora, Red Hat)
          brew install postgresql@18     (macOS)
= help: or set `PG_BIN` to a folder that holds `initdb` and `postgres`
= help: or set `PERISTYLE_TEST_URL` to a server on which databases and roles may be created";

/// Why there is no database.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DatabaseError {
    /// A connection could not be opened.
    #[error("cannot connect as {role}: {}", plain(.source))]
    Connect {
        /// The name of the role.
        role: String,
        /// What the driver says.
        source: sqlx::Error,
    },
    /// The server refused a statement of ours.
    #[error("`{statement}` failed: {}", plain(.source))]
    Statement {
        /// What was executed.
        statement: String,
        /// What the driver says.
        source: sqlx::Error,
    },
    /// The server refused a statement of the template.
    #[error("the SQL of template `{template}` failed{}: {}", place(.line), plain(.source))]
    Template {
        /// The name of the template.
        template: String,
        /// The line of its SQL, counted from one, if the server tells.
        line: Option<usize>,
        /// What the driver says.
        source: sqlx::Error,
    },
    /// One name stands for two templates.
    #[error("template `{template}` was made from other SQL before\n= help: give each template a name of its own")]
    NameTaken {
        /// The name.
        template: String,
    },
}

impl DatabaseError {
    pub(crate) fn template(template: &str, sql: &str, source: sqlx::Error) -> Self {
        Self::Template { template: template.to_owned(), line: line(sql, &source), source }
    }
}

/// What the server itself says. The driver's wording ends with a line number of the server's own source code.
fn plain(error: &sqlx::Error) -> String {
    error.as_database_error().map_or_else(|| error.to_string(), |error| error.message().to_owned())
}

fn place(line: &Option<usize>) -> String {
    line.map_or_else(String::new, |line| format!(" in line {line}"))
}

/// The server counts characters from one.
fn line(sql: &str, error: &sqlx::Error) -> Option<usize> {
    let error = error.as_database_error()?.try_downcast_ref::<PgDatabaseError>()?;
    let Some(PgErrorPosition::Original(position)) = error.position() else { return None };
    Some(1 + sql.chars().take(position.saturating_sub(1)).filter(|&character| character == '\n').count())
}
