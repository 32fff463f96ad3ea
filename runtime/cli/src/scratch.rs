//! Databases that a command creates on the server of the user and drops again.

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, PgConnection};

use crate::database::{READ_ONLY, code, connect, failed, is_lost, quoted, sentence};
use crate::exit::Exit;
use crate::failure::Failure;

/// What an earlier run left behind that was killed: its name has the process and the moment of the session that created it, which is gone, nobody is
/// connected to it, and no person has written a comment on it. A session whose moment the role may not see counts as that one.
const LEFT: &str = r"
    SELECT d.datname::text FROM pg_database d
    CROSS JOIN LATERAL regexp_match(d.datname, '^peristyle_scratch_([0-9]{1,9})_([0-9]{13})_[0-9]{1,4}$') AS name
    WHERE name IS NOT NULL AND NOT d.datistemplate AND pg_has_role(d.datdba, 'USAGE')
        AND coalesce(shobj_description(d.oid, 'pg_database'), $1) = $1
        AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid OR (a.pid = name[1]::int
            AND (a.backend_start IS NULL OR a.backend_start <= to_timestamp(name[2]::bigint / 1000.0))))";

/// The comment on a scratch database.
const MARK: &str = "a scratch database of peristyle: the next run drops it";

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
        drop_left(&mut admin).await?;
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
        let created = sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut self.admin).await;
        created.map_err(|error| {
            if error.as_database_error().is_some() && !is_lost(&error) {
                self.created.pop();
            }
            let failure =
                Failure::new(Exit::Database, format!("cannot create a scratch database: {}", sentence(&error)));
            match code(&error).as_deref() {
                Some("55006") => failure.help(format!(
                    "end the other sessions of `{template_name}`: a database is copied while nobody uses it; or name a copy of it"
                )),
                Some("42501") if template.is_none() && owner == self.options.get_username() => failure
                    .help(format!("run `ALTER ROLE {} CREATEDB;` as a superuser, or use a role that has it", quoted(owner))),
                Some("42501") => failure.help(
                    "use a role with CREATEDB that is a superuser or owns the database to copy, and is a member of the owner of the tables",
                ),
                Some("25006") => failure.help(READ_ONLY),
                _ => failure,
            }
        })?;
        let comment = format!("COMMENT ON DATABASE {} IS '{MARK}'", quoted(&name));
        sqlx::raw_sql(AssertSqlSafe(comment))
            .execute(&mut self.admin)
            .await
            .map_err(failed("comment on a scratch database"))?;
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

/// Drops what runs left behind that were killed. One that cannot be dropped, since another run is dropping it or somebody has just connected, stays.
async fn drop_left(admin: &mut PgConnection) -> Result<(), Failure> {
    let left: Vec<String> = sqlx::query_scalar(LEFT)
        .bind(MARK)
        .fetch_all(&mut *admin)
        .await
        .map_err(failed("look for scratch databases"))?;
    for name in left {
        let statement = format!("DROP DATABASE IF EXISTS {}", quoted(&name));
        if let Err(error) = sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut *admin).await
            && is_lost(&error)
        {
            return Err(failed(format!("drop the scratch database `{name}`"))(error));
        }
    }
    Ok(())
}
