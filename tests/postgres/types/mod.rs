//! Every type of column: what the server makes of it, and what comes back.

mod catalog;
mod extensions;
mod generated;
mod newtypes;
mod other;

use peristyle::Schema;
use peristyle::ddl::{self, Options};
use peristyle_test_server::{Database, Role, Server};
use sqlx::{AssertSqlSafe, PgPool};

/// A database with that schema, behind what has to stand there before.
async fn database(schema: &Schema, before: &str) -> (Database, PgPool) {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let sql = format!("{before}\n{}", ddl::sql(schema, &options).unwrap());
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&owner).await.unwrap();
    let pool = PgPool::connect_with(database.connect_options(Role::Application)).await.unwrap();
    (database, pool)
}
