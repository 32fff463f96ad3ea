//! What the tests of `queries` ask of a driver, in tokio-postgres with the pool of bb8.

use std::time::Duration;

use bb8_postgres::PostgresConnectionManager;
use tokio_postgres::NoTls;

pub use crate::on_tokio_postgres::driver::{
    Options, PIPELINES, Transaction, options, query_across, query_in, socket, texts,
};

/// Each transaction checks its role first.
pub const PIPELINES_BEGIN: bool = false;
/// A connection keeps no statement prepared.
pub const PREPARED: usize = 0;

pub type Pool = bb8::Pool<PostgresConnectionManager<NoTls>>;

/// A pool of that many connections, which waits that long for one of them. It does not test a connection before each
/// statement: that would be a round trip.
pub fn pool(options: Options, connections: u32, patience: Duration) -> Pool {
    let pool = Pool::builder().max_size(connections).connection_timeout(patience).test_on_check_out(false);
    pool.build_unchecked(PostgresConnectionManager::new(options, NoTls))
}

/// The first column of all rows as text, or what the server says; without a tenant.
pub async fn query(pool: &Pool, sql: &str) -> Result<Vec<Option<String>>, String> {
    texts(&pool.get().await.unwrap(), sql).await
}
