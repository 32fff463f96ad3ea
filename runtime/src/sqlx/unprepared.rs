use std::ops::Deref;

use sqlx::PgPool;

/// A pool whose connections keep no prepared statement, for pgbouncer's transaction mode: `Unprepared(pool)`.
///
/// Each statement of a tenant's transaction is planned by the server when it runs, and takes one round trip more. SQL
/// of your own says the same with `sqlx::query(..).persistent(false)`; a pool's `statement_cache_capacity(0)` does not,
/// since sqlx then still names what it prepares.
#[derive(Debug, Clone)]
pub struct Unprepared(pub PgPool);

impl Deref for Unprepared {
    type Target = PgPool;

    fn deref(&self) -> &PgPool {
        &self.0
    }
}
