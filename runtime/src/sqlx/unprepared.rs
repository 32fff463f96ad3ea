use std::ops::Deref;

use sqlx::PgPool;

/// A pool whose connections keep no prepared statements, for the transaction mode of pgbouncer: `Unprepared(pool)`.
///
/// The server plans each statement when it runs, with one more round trip. For your own SQL, use
/// `sqlx::query(..).persistent(false)`; `statement_cache_capacity(0)` of a pool is not enough, because sqlx then still
/// names the statements that it prepares.
#[derive(Debug, Clone)]
pub struct Unprepared(pub PgPool);

impl Deref for Unprepared {
    type Target = PgPool;

    fn deref(&self) -> &PgPool {
        &self.0
    }
}
