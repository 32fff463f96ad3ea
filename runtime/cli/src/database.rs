//! Connections, and what their errors mean for a person.

use std::fmt::Display;
use std::str::FromStr;

use clap::Args;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, PgConnection};

use crate::exit::Exit;
use crate::failure::Failure;

/// The database of a command.
#[derive(Debug, Args)]
pub(crate) struct Url {
    /// The database, as `postgres://user:password@host/database`
    #[arg(value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    url: String,
}

impl Url {
    pub(crate) const fn of(url: String) -> Self {
        Self { url }
    }

    pub(crate) fn options(&self) -> Result<PgConnectOptions, Failure> {
        let wrong = |message: String| {
            Failure::new(Exit::Usage, message).help("write `postgres://user:password@host:5432/database`")
        };
        if !self.url.starts_with("postgres://") && !self.url.starts_with("postgresql://") {
            return Err(wrong("the URL of the database does not begin with `postgres://`".to_owned()));
        }
        let options = PgConnectOptions::from_str(&self.url);
        let options = options.map_err(|error| wrong(format!("the URL of the database cannot be read: {error}")))?;
        Ok(options.application_name("peristyle").disable_statement_logging())
    }
}

/// Connects; the error names the role, the host and the database, and never the password.
pub(crate) async fn connect(options: &PgConnectOptions) -> Result<PgConnection, Failure> {
    options.connect().await.map_err(|error| {
        let database = options.get_database().unwrap_or(options.get_username());
        let place = format!("{}:{}", options.get_host(), options.get_port());
        Failure::new(
            Exit::Database,
            format!(
                "cannot connect to the database `{database}` at {place} as `{}`: {}",
                options.get_username(),
                sentence(&error)
            ),
        )
    })
}

/// The message of the server with its code; of another error its own text.
pub(crate) fn sentence(error: &sqlx::Error) -> String {
    let Some(error) = error.as_database_error() else { return error.to_string() };
    let code = error.code().map(|code| format!(" ({code})")).unwrap_or_default();
    let hint = error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().and_then(|error| error.hint());
    format!("{}{code}{}", error.message(), hint.map(|hint| format!("; {hint}")).unwrap_or_default())
}

/// A statement of a command failed.
pub(crate) fn failed(what: impl Display) -> impl Fn(sqlx::Error) -> Failure {
    move |error| {
        let failure = Failure::new(Exit::Database, format!("cannot {what}: {}", sentence(&error)));
        match code(&error).as_deref() {
            Some("42501") => failure.help("use the role that owns the tables, or one with the right that is missing"),
            _ if is_lost(&error) => failure.help("run the command again"),
            _ => failure,
        }
    }
}

pub(crate) fn code(error: &sqlx::Error) -> Option<String> {
    Some(error.as_database_error()?.code()?.into_owned())
}

/// Whether the connection is gone: what the server did last is unknown.
pub(crate) fn is_lost(error: &sqlx::Error) -> bool {
    match code(error) {
        Some(code) => code.starts_with("08") || ["57P01", "57P02", "57P03", "57P05", "25P03"].contains(&code.as_str()),
        None => matches!(
            error,
            sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::Tls(_) | sqlx::Error::WorkerCrashed
        ),
    }
}

/// A name in SQL.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
