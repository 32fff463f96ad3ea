//! The server that `PERISTYLE_TEST_URL` names.

use std::env::{self, VarError};

use sqlx::{ConnectOptions, PgConnection};
use url::Url;

use crate::server::{endpoint::Endpoint, error::StartError, version::Version};

/// Names a server on which databases and roles may be created.
const PERISTYLE_TEST_URL: &str = "PERISTYLE_TEST_URL";

/// The URL from the environment, where it is set.
pub(crate) fn from_environment() -> Result<Option<Url>, StartError> {
    let text = match env::var(PERISTYLE_TEST_URL) {
        Err(VarError::NotPresent) => return Ok(None),
        Ok(text) if text.is_empty() => return Ok(None),
        Ok(text) => text,
        Err(error) => return Err(StartError::Url { reason: error.to_string() }),
    };
    let url = Url::parse(&text).map_err(|error| StartError::Url { reason: error.to_string() })?;
    match url.scheme() {
        "postgres" | "postgresql" => Ok(Some(url)),
        scheme => Err(StartError::Url { reason: format!("its scheme is `{scheme}`") }),
    }
}

/// What the server says about itself and about the user who asks.
#[derive(Debug)]
pub(crate) struct Introduction {
    pub(crate) version: Version,
    pub(crate) user: String,
    pub(crate) is_superuser: bool,
}

impl Introduction {
    pub(crate) async fn ask(endpoint: &Endpoint, server: &str, oldest: u32) -> Result<Self, StartError> {
        let refused = |source| StartError::Connect { server: server.to_owned(), source };
        let mut connection = endpoint.options().map_err(refused)?.connect().await.map_err(refused)?;
        let (version, user, is_superuser, may_create) = rights(&mut connection).await.map_err(refused)?;
        let unfit = |reason| StartError::Unfit { server: server.to_owned(), reason };
        let version = Version::parse(&version).ok_or_else(|| unfit(format!("its version is `{version}`")))?;
        match (version.is_older_than(oldest), may_create) {
            (true, _) => Err(unfit(format!("PostgreSQL {version} is older than {oldest}"))),
            (_, false) => Err(unfit(format!("`{user}` may not create databases and roles"))),
            _ => Ok(Self { version, user, is_superuser }),
        }
    }
}

async fn rights(connection: &mut PgConnection) -> Result<(String, String, bool, bool), sqlx::Error> {
    let question = "SELECT current_setting('server_version'), rolname::text, rolsuper, \
                    rolsuper OR (rolcreatedb AND rolcreaterole) FROM pg_roles WHERE rolname = current_user";
    sqlx::query_as(question).fetch_one(connection).await
}

/// The server as messages call it.
pub(crate) fn describe(url: &Url) -> String {
    let socket = url.query_pairs().find(|(name, _)| name == "host").map(|(_, host)| host.into_owned());
    let host = url.host_str().filter(|host| !host.is_empty()).map(str::to_owned).or(socket);
    let host = host.map_or_else(|| "localhost".to_owned(), |host| host.replace("%2F", "/"));
    let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
    format!("{host}{port} ({PERISTYLE_TEST_URL})")
}
