use std::io::Cursor;

use peristyle::Schema;
use peristyle_build::{Checked, Database as Model, Options, ddl};
use peristyle_cli::tenant::{Export, Exported, Import, Imported, TenantError};
use peristyle_test::server::{Database, Role, Server};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use uuid::Uuid;

use crate::schema::{PRELUDE, ROWS, SCHEMA};

/// A database with the tables.
pub struct Teams {
    pub database: Database,
    pub structs: Checked,
}

pub fn id(text: &str) -> Uuid {
    Uuid::try_parse(text).unwrap()
}

impl Teams {
    /// The tables without rows.
    pub async fn empty() -> Self {
        Self::of("teams", &SCHEMA, PRELUDE).await
    }

    /// The tables of another schema.
    pub async fn of(name: &str, schema: &Schema, prelude: &str) -> Self {
        Self::on(Server::shared().await.unwrap(), name, schema, prelude).await
    }

    /// The same on another server.
    pub async fn on(server: &Server, name: &str, schema: &Schema, prelude: &str) -> Self {
        let options = Options::new().application_role(server.role_name(Role::Application));
        let structs = Model::of(schema).check(&options).unwrap();
        let script = format!("{prelude};\n{}", ddl::script(&structs));
        let database = server.database(&server.template(name, &script).await.unwrap()).await.unwrap();
        Self { database, structs }
    }

    /// Rows of two teams.
    pub async fn with_rows() -> Self {
        let this = Self::empty().await;
        this.run(ROWS).await;
        this
    }

    pub async fn connect(&self, role: Role) -> PgConnection {
        PgConnection::connect_with(&self.database.connect_options(role)).await.unwrap()
    }

    /// A connection of a program with that name.
    pub async fn connect_as(&self, role: Role, program: &str) -> PgConnection {
        PgConnection::connect_with(&self.database.connect_options(role).application_name(program)).await.unwrap()
    }

    /// Runs statements as a superuser.
    pub async fn run(&self, sql: &str) {
        let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut self.connect(Role::Admin).await).await;
        done.unwrap_or_else(|error| panic!("{error:?}\n{sql}"));
    }

    /// One value as text, as a superuser.
    pub async fn value(&self, sql: &str) -> String {
        let sql = format!("SELECT ({sql})::text");
        let value = sqlx::query_scalar::<_, Option<String>>(AssertSqlSafe(sql.as_str()))
            .fetch_one(&mut self.connect(Role::Admin).await)
            .await;
        value.unwrap_or_else(|error| panic!("{error:?}\n{sql}")).unwrap_or_default()
    }

    pub async fn export(&self, role: Role, team: &str) -> Result<(String, Exported), TenantError> {
        let mut text = Vec::new();
        let exported =
            Export::new(&self.structs, id(team)).run(&mut self.connect(role).await, &mut text, &mut |_| {}).await?;
        Ok((String::from_utf8(text).unwrap(), exported))
    }

    /// An import by the owner of the tables.
    pub async fn import(&self, text: &str, team: Option<&str>) -> Result<Imported, TenantError> {
        self.import_as(Role::Owner, text, team).await
    }

    pub async fn import_as(&self, role: Role, text: &str, team: Option<&str>) -> Result<Imported, TenantError> {
        // Tables have more rows than a batch, one row less, and as many.
        let mut import = Import::new(&self.structs).batch(10);
        if let Some(team) = team {
            import = import.tenant(id(team));
        }
        import.run(&mut self.connect(role).await, Cursor::new(text), &mut |_| {}).await
    }

    /// The rows of every table that have the id of a team somewhere, as text.
    pub async fn rows_of(&self, team: &str) -> Vec<String> {
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('public', 'odd')
                AND tablename <> 'peristyle_erasures' AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = format('%I.%I', schemaname, tablename)::regclass)",
        )
        .fetch_all(&mut self.connect(Role::Admin).await)
        .await
        .unwrap();
        let mut rows = Vec::new();
        for table in tables {
            let select = format!(
                "SELECT '{table} ' || t::text FROM {table} AS t WHERE position('{team}' in t::text) > 0 ORDER BY 1"
            );
            let found: Vec<String> = sqlx::query_scalar(AssertSqlSafe(select))
                .fetch_all(&mut self.connect(Role::Admin).await)
                .await
                .unwrap();
            rows.extend(found);
        }
        rows
    }

    /// No row of any tenant table.
    pub async fn is_empty(&self) -> bool {
        self.value("SELECT (SELECT count(*) FROM teams) + (SELECT count(*) FROM team_customers) + (SELECT count(*) FROM team_events)").await == "0"
    }
}
