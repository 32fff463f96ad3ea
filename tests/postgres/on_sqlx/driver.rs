//! What the tests of `queries` ask of a driver, in sqlx.

use std::time::Duration;

use peristyle::query::{FromClause, Paged, Projection};
pub use peristyle::sqlx::Unprepared;
use peristyle::sqlx::{AcrossTransaction, TenantTransaction};
use peristyle::{Error, Global, Table};
use peristyle_test::server::{Database, Role};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgRow};
use sqlx::{AssertSqlSafe, PgPool, Row};

use crate::shop::Organization;

pub type Pool = PgPool;
pub type Transaction = TransactionOf<Organization>;
pub type TransactionOf<R> = TenantTransaction<'static, R>;
pub type Options = PgConnectOptions;

/// Whether messages are sent before the answers to earlier ones.
pub const PIPELINES: bool = false;
/// Likewise.
pub const PIPELINES_BEGIN: bool = false;
/// The number of statements that a connection keeps prepared: the default of sqlx, with those of the pool.
pub const PREPARED: usize = 100;

/// The address of a database and who asks for it.
pub fn options(database: &Database, role: Role) -> Options {
    database.connect_options(role)
}

pub fn host(options: Options, host: &str) -> Options {
    if host.starts_with('/') { options.socket(host) } else { options.host(host).port(1) }
}

/// The same server by the socket in that folder.
#[cfg(unix)]
pub fn socket(options: Options, folder: &std::path::Path) -> Options {
    options.socket(folder)
}

/// The database by way of pgbouncer.
#[cfg(unix)]
pub fn through(pooler: &peristyle_test::server::Pooler) -> Options {
    pooler.connect_options()
}

pub fn user(options: Options, name: &str, password: &str) -> Options {
    options.username(name).password(password)
}

pub fn database(options: Options, name: &str) -> Options {
    options.database(name)
}

/// A pool of that many connections, which waits that long for one of them.
pub fn pool(options: Options, connections: u32, patience: Duration) -> Pool {
    PgPoolOptions::new().max_connections(connections).acquire_timeout(patience).connect_lazy_with(options)
}

/// The rows of a statement of the user's own, by the driver's own functions.
pub async fn rows<T>(pool: &Pool, sql: &str) -> Result<Vec<T>, Error>
where
    T: for<'row> sqlx::FromRow<'row, PgRow> + Send + Unpin,
{
    Ok(sqlx::query_as(AssertSqlSafe(sql)).fetch_all(pool).await?)
}

/// The number of rows of each page, all in one transaction of the driver.
pub async fn pages<T>(pool: &Pool, pages: Vec<Paged<T>>) -> Vec<Result<usize, Error>>
where
    T: Table<Scope = Global> + FromClause<First = T> + Projection<Output = T>,
{
    let mut tx = pool.begin().await.unwrap();
    let mut counts = Vec::new();
    for page in pages {
        counts.push(page.fetch_all(&mut tx).await.map(|page| page.rows.len()));
    }
    counts
}

/// The first column of all rows as text, or what the server says; on a pool, without a tenant.
pub async fn query(pool: &Pool, sql: &str) -> Result<Vec<Option<String>>, String> {
    texts(sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(pool).await)
}

/// The same across tenants.
pub async fn query_across(
    tx: &mut AcrossTransaction<'_, Organization>,
    sql: &str,
) -> Result<Vec<Option<String>>, String> {
    texts(sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(tx.connection()).await)
}

/// The same inside a transaction.
pub async fn query_in<Root>(tx: &mut TenantTransaction<'_, Root>, sql: &str) -> Result<Vec<Option<String>>, String> {
    texts(sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(tx.connection()).await)
}

fn texts(rows: sqlx::Result<Vec<sqlx::postgres::PgRow>>) -> Result<Vec<Option<String>>, String> {
    match rows {
        Ok(rows) => Ok(rows.iter().map(|row| row.try_get_unchecked(0).unwrap()).collect()),
        Err(error) => Err(error.as_database_error().map_or(error.to_string(), |refused| refused.message().to_owned())),
    }
}
