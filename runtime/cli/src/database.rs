//! Connections, and what their errors mean for a person.

use std::fmt::Display;
use std::str::FromStr;

use clap::Args;
use peristyle_build::ddl::EXTENSIONS_HINT;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, PgConnection};

use crate::exit::Exit;
use crate::failure::Failure;

/// The database of a command.
#[derive(Debug, Args)]
pub(crate) struct Url {
    /// The database, as `postgres://user:password@host/database`
    #[arg(value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    url: Option<String>,
}

impl Url {
    pub(crate) const fn of(url: String) -> Self {
        Self { url: Some(url) }
    }

    pub(crate) fn options(&self) -> Result<PgConnectOptions, Failure> {
        let wrong = |message: String| {
            Failure::new(Exit::Usage, message).help("write `postgres://user:password@host:5432/database`")
        };
        let Some(url) = &self.url else {
            let failure = Failure::new(Exit::Usage, "no database is named");
            return Err(failure.help(
                "write its URL as the last argument or in `DATABASE_URL`: `postgres://user:password@host:5432/database`",
            ));
        };
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(wrong("the URL of the database does not begin with `postgres://`".to_owned()));
        }
        let options = PgConnectOptions::from_str(url);
        let options = options.map_err(|error| unreadable("the URL of the database", error))?;
        Ok(options.application_name("peristyle").disable_statement_logging())
    }
}

/// A URL that the driver cannot read: mostly one whose password has a character with a meaning there.
pub(crate) fn unreadable(what: &str, error: impl Display) -> Failure {
    Failure::new(Exit::Usage, format!("{what} cannot be read: {error}"))
        .help("write `postgres://user:password@host:5432/database`")
        .help("in the password, write `%23` for `#`, `%2F` for `/`, `%3F` for `?`, `%40` for `@` and `%25` for `%`")
}

/// Connects; the error names the role, the host and the database, and never the password.
pub(crate) async fn connect(options: &PgConnectOptions) -> Result<PgConnection, Failure> {
    options.connect().await.map_err(|error| {
        let (database, user) = (database_of(options), options.get_username());
        let place = format!("{}:{}", options.get_host(), options.get_port());
        let message =
            format!("cannot connect to the database `{database}` at {place} as `{user}`: {}", sentence(&error));
        let failure = Failure::new(Exit::Database, message);
        match way_out(&error, options) {
            Some(help) => failure.help(help),
            None => failure,
        }
    })
}

/// Without a name of its own, the database has that of the role.
fn database_of(options: &PgConnectOptions) -> &str {
    options.get_database().unwrap_or(options.get_username())
}

/// What to write or run where no connection was opened.
fn way_out(error: &sqlx::Error, options: &PgConnectOptions) -> Option<String> {
    let (database, user) = (quoted(database_of(options)), quoted(options.get_username()));
    let help = match code(error).as_deref() {
        Some("28P01" | "28000") => format!(
            "correct the role or the password of the URL; if there is no such role, run `CREATE ROLE {user} LOGIN PASSWORD '..';` as a superuser"
        ),
        Some("3D000") => format!(
            "correct the name of the database in the URL, or create it, as a superuser: `CREATE DATABASE {database} OWNER {user};`"
        ),
        Some("42501") => format!("run `GRANT CONNECT ON DATABASE {database} TO {user};` as the owner of the database"),
        Some("53300") => {
            "run the command again when a connection is free, or as a superuser, for whom the server reserves some"
                .to_owned()
        }
        Some("57P03") => "run the command again when the server has started".to_owned(),
        Some(_) => return None,
        None => match error {
            sqlx::Error::Io(_) => "start the server, or correct the host and the port of the URL".to_owned(),
            sqlx::Error::Tls(_) => {
                "the URL asks for TLS: correct `sslmode`, or its certificates; `sslmode=prefer` goes on without TLS where the server has none".to_owned()
            }
            _ => return None,
        },
    };
    Some(help)
}

/// What to do where the server does not write: it is a standby, or the role or the database is set to read only.
pub(crate) const READ_ONLY: &str = "a standby and a session with `default_transaction_read_only` only read: name the primary server, or correct the setting of the role or the database";

/// The message of the server with its code; of another error its own text.
pub(crate) fn sentence(error: &sqlx::Error) -> String {
    if let sqlx::Error::Io(error) = error {
        return error.to_string();
    }
    // `create_extension` says more than that one.
    let hint = hint(error).filter(|hint| !hint.starts_with(EXTENSIONS_HINT));
    let hint = hint.map(|hint| format!("; {hint}")).unwrap_or_default();
    format!("{}{hint}", without_hint(error))
}

/// The message of the server with its code.
pub(crate) fn without_hint(error: &sqlx::Error) -> String {
    let Some(error) = error.as_database_error() else { return error.to_string() };
    let code = error.code().map(|code| format!(" ({code})")).unwrap_or_default();
    format!("{}{code}", error.message())
}

/// The hint of the server.
pub(crate) fn hint(error: &sqlx::Error) -> Option<&str> {
    error.as_database_error()?.try_downcast_ref::<sqlx::postgres::PgDatabaseError>()?.hint()
}

/// The extension that a database lacks: a type, an operator class, an index method or a function of it is not there.
fn missing_extension(error: &sqlx::Error) -> Option<&'static str> {
    let message = error.as_database_error()?.message();
    let quoted = message.split('"').nth(1).unwrap_or_default();
    match code(error).as_deref()? {
        "42704" if message.contains("has no default operator class for access method \"gist\"") => Some("btree_gist"),
        "42704" if message.contains("has no default operator class for access method \"gin\"") => Some("btree_gin"),
        "42704" if message.starts_with("operator class \"") => of_operator_class(quoted.rsplit('.').next()?),
        "42704" if message.starts_with("type \"") => of_type(quoted.trim_end_matches("[]").rsplit('.').next()?),
        "42704" if message.starts_with("access method \"") => match quoted {
            "hnsw" | "ivfflat" => Some("vector"),
            "bloom" => Some("bloom"),
            _ => None,
        },
        "42883" => of_function(message.strip_prefix("function ")?.split('(').next()?.rsplit('.').next()?),
        _ => None,
    }
}

fn of_operator_class(name: &str) -> Option<&'static str> {
    match name {
        "gin_trgm_ops" | "gist_trgm_ops" => Some("pg_trgm"),
        "vector_l2_ops" | "vector_ip_ops" | "vector_cosine_ops" | "vector_l1_ops" => Some("vector"),
        "gist_ltree_ops" | "gist__ltree_ops" => Some("ltree"),
        "gist_hstore_ops" | "gin_hstore_ops" => Some("hstore"),
        "gin__int_ops" | "gist__int_ops" | "gist__intbig_ops" => Some("intarray"),
        _ => None,
    }
}

fn of_type(name: &str) -> Option<&'static str> {
    match name {
        "citext" => Some("citext"),
        "hstore" => Some("hstore"),
        "ltree" | "lquery" | "ltxtquery" => Some("ltree"),
        "cube" => Some("cube"),
        "seg" => Some("seg"),
        "isbn" | "issn" | "ean13" | "upc" | "isbn13" | "issn13" | "ismn" | "ismn13" => Some("isn"),
        "vector" | "halfvec" | "sparsevec" => Some("vector"),
        "geometry" | "geography" => Some("postgis"),
        _ => None,
    }
}

fn of_function(name: &str) -> Option<&'static str> {
    match name {
        "crypt" | "gen_salt" | "digest" | "hmac" | "gen_random_bytes" | "armor" => Some("pgcrypto"),
        "similarity" | "word_similarity" | "show_trgm" => Some("pg_trgm"),
        "unaccent" => Some("unaccent"),
        "uuid_generate_v1" | "uuid_generate_v4" | "uuid_generate_v5" => Some("uuid-ossp"),
        _ => None,
    }
}

/// What to run where an extension is missing.
pub(crate) fn create_extension(error: &sqlx::Error) -> Option<String> {
    // The check at the head of the script names several.
    if let Some(statements) = hint(error).and_then(|hint| hint.strip_prefix(EXTENSIONS_HINT)) {
        return Some(format!(
            "run `{statements}` in the database, as its owner or as a superuser, and then the command again; in every database: \
             `sql_before(name = \"extensions\", sql = \"{}\")` in `schema!`",
            statements.replace("EXTENSION", "EXTENSION IF NOT EXISTS").replace('"', "\\\"")
        ));
    }
    let name = missing_extension(error)?;
    let name = if name.contains('-') { quoted(name) } else { name.to_owned() };
    Some(format!(
        "the database lacks the extension {name}: run `CREATE EXTENSION {name};` in it, as its owner or as a superuser, and then the command again; in every \
         database: `sql_before(name = \"{0}\", sql = \"CREATE EXTENSION IF NOT EXISTS {0}\")` in `schema!`",
        name.replace('"', "\\\"")
    ))
}

/// A statement of a command failed.
pub(crate) fn failed(what: impl Display) -> impl Fn(sqlx::Error) -> Failure {
    move |error| {
        let failure = Failure::new(Exit::Database, format!("cannot {what}: {}", sentence(&error)));
        match code(&error).as_deref() {
            Some("42501") => failure.help("use the role that owns the tables, or one with the right that is missing"),
            Some("25006") => failure.help(READ_ONLY),
            _ if is_lost(&error) => failure.help("run the command again"),
            _ => match create_extension(&error) {
                Some(help) => failure.help(help),
                None => failure,
            },
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
