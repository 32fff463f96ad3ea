//! What a table says of itself: its schema, its partitions.

pub mod chinook;
pub mod extra;
pub mod partitions;
mod periods;
pub mod schemas;

use peristyle::Schema;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};
use sqlx::{AssertSqlSafe, PgPool};

/// A database with that schema: the application's pool and the owner's.
async fn database(schema: &Schema, options: Options) -> (Database, PgPool, PgPool) {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    let options = options.application_role(server.role_name(Role::Application).to_owned());
    run(&owner, &ddl::sql(schema, &options).unwrap()).await;
    let pool = PgPool::connect_with(database.connect_options(Role::Application)).await.unwrap();
    (database, pool, owner)
}

/// Runs statements that must succeed.
async fn run(pool: &PgPool, sql: &str) {
    if let Err(error) = sqlx::raw_sql(AssertSqlSafe(sql)).execute(pool).await {
        panic!("{error:?}\n{sql}");
    }
}

/// All rows of a query of one column of text.
async fn texts(pool: &PgPool, sql: &str) -> Vec<String> {
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(pool).await.unwrap_or_else(|error| panic!("{error:?}\n{sql}"))
}

/// The audit finds nothing that would let a tenant out.
async fn assert_held(owner: &PgPool) {
    let role = Server::shared().await.unwrap().role_name(Role::Application);
    let found = peristyle::audit(owner, role).await.unwrap();
    assert!(found.iter().all(|finding| finding.waiver.is_some()), "{found:#?}");
}
