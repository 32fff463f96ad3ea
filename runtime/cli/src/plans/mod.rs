//! Statements planned with the statistics of a database in production: what they would cost there, before they run there.
//!
//! The planner takes the length of a table from its file, so the statistics alone do not do. On a private server the files of empty tables are made as long as
//! they were, by holes that nothing reads: `EXPLAIN` without `ANALYZE` reads no row.

mod budget;
mod catalog;
mod explain;
mod files;
mod finding;
mod plan;
mod recorded;
mod restore;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use peristyle::__cli_v0::generated_statements;
use peristyle::TableDef;
use peristyle_build::{Checked, ddl};
use peristyle_test::server::{Database, Role, Server};
use sqlx::{AssertSqlSafe, ConnectOptions, PgConnection};

pub(crate) use budget::Limits;
pub(crate) use finding::Checkup;
pub(crate) use recorded::recorded;

use crate::database::{code, failed, quoted, sentence};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::statistics::{Statistics, version};
use catalog::Catalog;
use explain::Session;

/// A statement, and what a person calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statement {
    /// `Product::find_by_sku(..)`, or a place in the source.
    pub(crate) name: String,
    pub(crate) sql: String,
    /// As the owner of the table.
    pub(crate) by_server: bool,
    /// How many rows it finds is up to the data: only how it finds them is looked at.
    pub(crate) is_lookup: bool,
    /// A test sent it; it may use what only that test has.
    pub(crate) is_recorded: bool,
}

/// What is planned.
#[derive(Debug)]
pub(crate) struct Plans {
    pub(crate) statistics: Statistics,
    pub(crate) recorded: Vec<Statement>,
    pub(crate) limits: Limits,
    /// SQL that runs before the DDL.
    pub(crate) prelude: String,
    /// Tables, and columns as `table.column`, of the statistics that the structs do not have.
    pub(crate) ignored: Vec<String>,
    /// The file of the statistics, for messages.
    pub(crate) path: PathBuf,
}

impl Plans {
    /// Plans every statement. `structs` grant what the application role of the server needs.
    pub(crate) async fn check(
        self,
        server: &Server,
        structs: &Checked,
        tables: &'static [&'static TableDef],
    ) -> Result<Checkup, Failure> {
        let database = server.empty_database().await.map_err(|error| Failure::new(Exit::Database, error))?;
        let mut admin = connection(&database, Role::Admin).await?;
        let major = self.refuse_older(&mut admin).await?;
        load(&mut admin, &database, structs, &self.prelude).await?;
        let mut catalog = Catalog::read(&mut admin).await?;
        self.statistics.tables.iter().for_each(|table| catalog.set_pages(&table.of.name, table.of.pages));
        let without = restore::refuse_other_schema(&self, structs, &catalog)?;
        let lengths = restore::restore(&mut admin, &self.statistics, &catalog).await?;
        files::lengthen(&mut admin, &lengths).await?;
        let application = connection(&database, Role::Application).await?;
        let settings = &self.statistics.head.settings;
        let mut session =
            Session::open([application, admin], major, structs.options().default_schema(), settings, tables).await?;
        let generated = tables.iter().flat_map(|def| generated_statements(def)).map(|one| Statement {
            name: one.call,
            sql: one.sql,
            by_server: one.by_server,
            is_lookup: one.is_lookup,
            is_recorded: false,
        });
        let mut checkup = Checkup::new(without);
        for statement in generated.chain(self.recorded) {
            match session.explain(&statement, &catalog).await? {
                Ok(reads) => checkup.add(&statement, &reads, &self.limits, structs, tables),
                Err(reason) => checkup.unplanned(&statement, reason),
            }
        }
        Ok(checkup)
    }

    /// The plans of an older server are others.
    async fn refuse_older(&self, admin: &mut PgConnection) -> Result<u32, Failure> {
        let number: i32 = sqlx::query_scalar("SELECT current_setting('server_version_num')::int")
            .fetch_one(admin)
            .await
            .map_err(failed("read the version of the server"))?;
        let (number, other) = (u32::try_from(number).unwrap_or_default(), self.statistics.head.server);
        if number / 10_000 < other / 10_000 {
            let path = self.path.display();
            let message = format!(
                "`{path}` is of PostgreSQL {}, and the statements would be planned by PostgreSQL {}, which is older",
                version(other),
                version(number)
            );
            return Err(Failure::new(Exit::Database, message)
                .help(format!("name the folder of the programs of PostgreSQL {} in `PG_BIN`", other / 10_000)));
        }
        Ok(number / 10_000)
    }
}

async fn connection(database: &Database, role: Role) -> Result<PgConnection, Failure> {
    let options = database.connect_options(role).application_name("peristyle plans check").disable_statement_logging();
    options.connect().await.map_err(failed("connect to the private server"))
}

/// Loads the DDL as the owner of the database.
async fn load(admin: &mut PgConnection, database: &Database, structs: &Checked, prelude: &str) -> Result<(), Failure> {
    let mut owner = connection(database, Role::Owner).await?;
    let schema = quoted(structs.options().default_schema());
    let of_owner = owner_of(&mut owner).await?;
    run(admin, &format!("CREATE SCHEMA IF NOT EXISTS {schema} AUTHORIZATION {of_owner}"))
        .await
        .map_err(failed("create the schema"))?;
    run(&mut owner, prelude).await.map_err(failed("run the prelude"))?;
    let script = ddl::script(structs);
    // The program states roles that the private server does not have: each error names one.
    for _ in 0..64 {
        let Err(error) = run(&mut owner, &script).await else { return Ok(()) };
        match missing_role(&error) {
            Some(role) => run(admin, &format!("CREATE ROLE {}; GRANT {0} TO {of_owner}", quoted(&role)))
                .await
                .map_err(failed("create a role of the DDL"))?,
            None => {
                return Err(Failure::new(Exit::Database, format!("cannot load the DDL: {}", sentence(&error)))
                    .help("`--prelude <FILE>` runs SQL before it: extensions, and what else the structs need"));
            }
        }
    }
    Err(Failure::new(Exit::Database, "cannot load the DDL: it names too many roles"))
}

async fn owner_of(owner: &mut PgConnection) -> Result<String, Failure> {
    let name: String = sqlx::query_scalar("SELECT quote_ident(current_user)")
        .fetch_one(owner)
        .await
        .map_err(failed("read the name of a role"))?;
    Ok(name)
}

/// `role "reader" does not exist`
fn missing_role(error: &sqlx::Error) -> Option<String> {
    let message = error.as_database_error()?.message();
    let name = message.strip_prefix("role \"")?.strip_suffix("\" does not exist")?;
    (code(error).as_deref() == Some("42704")).then(|| name.to_owned())
}

/// In one transaction, unless the script has its own.
async fn run(connection: &mut PgConnection, script: &str) -> sqlx::Result<()> {
    sqlx::raw_sql(AssertSqlSafe(script.to_owned())).execute(connection).await.map(drop)
}
