//! Every type of column: what the server makes of it, and what comes back.

mod catalog;
mod domains;
mod enums;
mod extensions;
mod generated;
mod intervals;
mod moments;
mod networks;
mod newtypes;
mod numbers;
mod other;
mod precision;
mod ranges;
mod uniques;

use peristyle::Schema;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};
use sqlx::{AssertSqlSafe, PgPool};

use super::{Pool, driver};

/// A database with that schema, behind what has to stand there before.
async fn database(schema: &Schema, before: &str) -> (Database, Pool) {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let sql = format!("{before}\n{}", ddl::sql(schema, &options).unwrap());
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&owner).await.unwrap();
    let pool = super::pool(&database, 2);
    (database, pool)
}

/// Statements of the database's owner.
async fn as_owner(database: &Database, sql: &str) {
    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&owner).await.unwrap();
}
