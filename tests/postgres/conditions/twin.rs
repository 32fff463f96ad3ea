//! What the server says of the same rows.

use std::fmt;

use peristyle::query::Insert;
use peristyle::{Global, Schema, Table};
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// A table as it was emitted, but for the checks: what the server made of them is kept here, and the rows may break them.
pub struct Twin {
    owner: PgConnection,
    table: &'static str,
    _database: Database,
}

/// A condition that the server holds.
pub struct Condition {
    pub name: String,
    pub expression: String,
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.expression)
    }
}

impl Twin {
    pub async fn load<T: Table>() -> Self {
        let database = Server::shared().await.unwrap().empty_database().await.unwrap();
        let owner = PgConnection::connect_with(&database.connect_options(Role::Owner)).await.unwrap();
        let mut twin = Self { owner, table: T::NAME, _database: database };
        let schema = Schema::new(vec![T::def()].leak(), &[]);
        twin.run(&ddl::sql(&schema, &Options::new()).unwrap()).await;
        twin
    }

    /// Takes the checks off the table.
    pub async fn take_checks(&mut self) -> Vec<Condition> {
        let of = format!("FROM pg_constraint WHERE contype = 'c' AND conrelid = '{}'::regclass", self.table);
        let condition = self.condition(&format!("SELECT conname::text, pg_get_expr(conbin, conrelid) {of}")).await;
        let drops: Vec<String> = condition.iter().map(|check| format!("DROP CONSTRAINT \"{}\"", check.name)).collect();
        self.run(&format!("ALTER TABLE {} {}", self.table, drops.join(", "))).await;
        condition
    }

    /// The predicates of the indexes.
    pub async fn predicates(&mut self) -> Vec<Condition> {
        let of = format!("FROM pg_index WHERE indrelid = '{}'::regclass AND indpred IS NOT NULL", self.table);
        self.condition(&format!("SELECT indexrelid::regclass::text, pg_get_expr(indpred, indrelid) {of}")).await
    }

    async fn condition(&mut self, sql: &str) -> Vec<Condition> {
        let rows: Vec<(String, String)> = sqlx::query_as(AssertSqlSafe(sql)).fetch_all(&mut self.owner).await.unwrap();
        rows.into_iter().map(|(name, expression)| Condition { name, expression }).collect()
    }

    pub async fn insert<T: Table<Scope = Global>>(&mut self, rows: Vec<Insert<T>>) {
        let mut transaction = self.owner.begin().await.unwrap();
        for row in rows {
            row.execute(&mut transaction).await.unwrap();
        }
        transaction.commit().await.unwrap();
    }

    pub async fn run(&mut self, sql: &str) {
        if let Err(error) = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut self.owner).await {
            panic!("{error}\n{sql}");
        }
    }

    /// What each of them is for each row: one answer of three.
    pub async fn answers(&mut self, conditions: &[Condition]) -> Vec<Vec<Option<bool>>> {
        let expressions: Vec<&str> = conditions.iter().map(|condition| condition.expression.as_str()).collect();
        let sql = format!("SELECT ARRAY[{}] FROM {} ORDER BY place", expressions.join(", "), self.table);
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut self.owner).await.unwrap()
    }
}
