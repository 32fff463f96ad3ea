//! What the tests of `queries` ask of a driver, in tokio-postgres with deadpool's pool.

use std::time::Duration;

use deadpool_postgres::{Manager, Runtime};
use peristyle::query::{FromClause, Paged, Projection};
pub use peristyle::tokio_postgres::Unprepared;
use peristyle::tokio_postgres::{AcrossTransaction, FromPgRow, TenantTransaction};
use peristyle::{Error, Global, Table};
use peristyle_test::server::{Database, Role};
use tokio_postgres::{Client, Config, NoTls, SimpleQueryMessage};

use crate::shop::Organization;

pub type Pool = deadpool_postgres::Pool;
pub type Transaction = TransactionOf<Organization>;
pub type TransactionOf<R> = TenantTransaction<'static, R>;
pub type Options = Config;

/// Whether messages are sent before the answers to earlier ones.
pub const PIPELINES: bool = true;
/// Whether the first statement is sent with the one that opens its transaction, where the options ask for it.
pub const PIPELINES_BEGIN: bool = true;
/// The number of statements, beside constants, that a connection keeps prepared.
pub const PREPARED: usize = 256;

/// The address of a database and who asks for it.
pub fn options(database: &Database, role: Role) -> Options {
    database.url(role).parse().unwrap()
}

pub fn host(options: Options, host: &str) -> Options {
    let mut elsewhere = Config::new();
    elsewhere.host(host).port(1);
    elsewhere.user(options.get_user().unwrap()).dbname(options.get_dbname().unwrap());
    elsewhere
}

/// The same server by the socket in that folder.
#[cfg(unix)]
pub fn socket(options: Options, folder: &std::path::Path) -> Options {
    let mut through = Config::new();
    through.host_path(folder).port(options.get_ports().first().copied().unwrap_or(5432));
    through.user(options.get_user().unwrap()).dbname(options.get_dbname().unwrap());
    through.password(options.get_password().unwrap_or_default());
    through
}

/// The database by way of pgbouncer.
#[cfg(unix)]
pub fn through(pooler: &peristyle_test::server::Pooler) -> Options {
    let pooler = pooler.connect_options();
    let mut through = Config::new();
    through.host_path(pooler.get_socket().unwrap()).port(pooler.get_port());
    through.user(pooler.get_username()).dbname(pooler.get_database().unwrap());
    through
}

pub fn user(mut options: Options, name: &str, password: &str) -> Options {
    options.user(name).password(password);
    options
}

pub fn database(mut options: Options, name: &str) -> Options {
    options.dbname(name);
    options
}

/// A pool of that many connections, which waits that long for one of them.
pub fn pool(options: Options, connections: u32, patience: Duration) -> Pool {
    let pool = Pool::builder(Manager::new(options, NoTls)).max_size(connections as usize).runtime(Runtime::Tokio1);
    pool.wait_timeout(Some(patience)).create_timeout(Some(patience)).build().unwrap()
}

/// The rows of a statement of the user's own, by the driver's own functions.
pub async fn rows<T: FromPgRow>(pool: &Pool, sql: &str) -> Result<Vec<T>, Error> {
    let rows = pool.get().await.unwrap().query(sql, &[]).await?;
    rows.iter().map(T::from_pg_row).collect()
}

/// The number of rows of each page, all in one transaction of the driver.
pub async fn pages<T>(pool: &Pool, pages: Vec<Paged<T>>) -> Vec<Result<usize, Error>>
where
    T: Table<Scope = Global> + FromClause<First = T> + Projection<Output = T>,
{
    let mut client = pool.get().await.unwrap();
    let tx = client.transaction().await.unwrap();
    let mut counts = Vec::new();
    for page in pages {
        counts.push(page.fetch_all(&tx).await.map(|page| page.rows.len()));
    }
    counts
}

/// The first column of all rows as text, or what the server says; on a pool, without a tenant.
pub async fn query(pool: &Pool, sql: &str) -> Result<Vec<Option<String>>, String> {
    texts(&pool.get().await.unwrap(), sql).await
}

/// The same across tenants.
pub async fn query_across(
    tx: &mut AcrossTransaction<'_, Organization>,
    sql: &str,
) -> Result<Vec<Option<String>>, String> {
    texts(tx.connection(), sql).await
}

/// The same inside a transaction.
pub async fn query_in<Root>(tx: &mut TenantTransaction<'_, Root>, sql: &str) -> Result<Vec<Option<String>>, String> {
    texts(tx.connection(), sql).await
}

pub async fn texts(client: &Client, sql: &str) -> Result<Vec<Option<String>>, String> {
    match client.simple_query(sql).await {
        Ok(messages) => Ok(messages.iter().filter_map(text).collect()),
        Err(error) => Err(error.as_db_error().map_or(error.to_string(), |refused| refused.message().to_owned())),
    }
}

fn text(message: &SimpleQueryMessage) -> Option<Option<String>> {
    match message {
        SimpleQueryMessage::Row(row) => Some(row.get(0).map(str::to_owned)),
        _ => None,
    }
}
