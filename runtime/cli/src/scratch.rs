//! Databases that a command creates on the server of the user and drops again.

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, PgConnection};

use crate::database::{code, connect, failed, quoted, sentence};
use crate::exit::Exit;
use crate::failure::Failure;

/// The session that creates and drops them; it is in none of them.
pub(crate) struct Scratch {
    admin: PgConnection,
    options: PgConnectOptions,
    /// The process and the moment, so that two runs have different names.
    prefix: String,
    created: Vec<String>,
}

impl Scratch {
    /// Connects to the database `postgres` of the server, or to `template1` where `postgres` is the one to copy.
    pub(crate) async fn on(options: &PgConnectOptions) -> Result<Self, Failure> {
        let database = if options.get_database() == Some("postgres") { "template1" } else { "postgres" };
        let mut admin = connect(&options.clone().database(database)).await?;
        let prefix = sqlx::query_scalar(
            "SELECT format('peristyle_scratch_%s_%s', pg_backend_pid(), (extract(epoch FROM clock_timestamp()) * 1000)::bigint)",
        );
        let prefix = prefix.fetch_one(&mut admin).await.map_err(failed("name a scratch database"))?;
        Ok(Self { admin, options: options.clone(), prefix, created: Vec::new() })
    }

    /// Creates a database of this owner: a copy of the template, or an empty one.
    pub(crate) async fn create(&mut self, template: Option<&str>, owner: &str) -> Result<PgConnectOptions, Failure> {
        let name = format!("{}_{}", self.prefix, self.created.len() + 1);
        let template_name = template.unwrap_or("template0");
        let statement =
            format!("CREATE DATABASE {} TEMPLATE {} OWNER {}", quoted(&name), quoted(template_name), quoted(owner));
        // It is dropped even if the answer is lost.
        self.created.push(name.clone());
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut self.admin).await.map_err(|error| {
            let failure =
                Failure::new(Exit::Database, format!("cannot create a scratch database: {}", sentence(&error)));
            match code(&error).as_deref() {
                Some("55006") => failure.help(format!(
                    "end the other sessions of `{template_name}`: a database is copied while nobody uses it; or name a copy of it"
                )),
                Some("42501") => failure.help(
                    "use a role with CREATEDB that is a superuser or owns the database to copy, and is a member of the owner of the tables",
                ),
                _ => failure,
            }
        })?;
        Ok(self.options.clone().database(&name))
    }

    /// Drops the databases, also where a session still uses them.
    pub(crate) async fn drop_all(mut self) -> Result<(), Failure> {
        let mut result = Ok(());
        for name in self.created.drain(..) {
            let statement = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quoted(&name));
            if let Err(error) = sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut self.admin).await {
                result = Err(Failure::new(
                    Exit::Database,
                    format!("cannot drop the scratch database `{name}`: {}", sentence(&error)),
                )
                .help(format!("drop it: `DROP DATABASE {} WITH (FORCE)`", quoted(&name))));
            }
        }
        result
    }
}
