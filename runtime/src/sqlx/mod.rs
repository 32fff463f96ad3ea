//! The driver sqlx 0.9 (feature `sqlx`).
//!
//! [`TenantPool`](crate::transaction::TenantPool) and [`TenantConnection`](crate::transaction::TenantConnection) of the
//! prelude open a tenant transaction on a `PgPool` or a `PgConnection`; statements run on `&mut` of it. A single statement
//! runs on `&PgPool` or `&Unprepared`. Statements on global tables also run on `&mut PgConnection`,
//! `&mut PoolConnection<Postgres>` and `&mut Transaction<'_, Postgres>`.
//!
//! Every statement is prepared once for each connection and kept in the cache of sqlx: the 100 that ran last, constants too, and
//! those that give way are closed on the server. A service that runs more raises
//! `PgConnectOptions::statement_cache_capacity`. Constants never change, and the SQL of a list depends on its calls, not on
//! the values. Only a [limit](crate::query::Select::limit) is in its SQL, of which there are at most ten.
//!
//! # Round trips
//!
//! sqlx waits for the answer to each message. A single statement on a tenant table, `Product::find(tenant,
//! id).fetch_one(&pool)`, takes two round trips if it reads: `BEGIN` with the tenant, and the statement. `ROLLBACK` is sent
//! when the connection returns to the pool, and nobody waits for it. A write takes three, with `COMMIT`. As for every use
//! of the pool, sqlx tests the connection first: one more, without `test_before_acquire(false)`.
//!
//! # Changes of the schema
//!
//! When a table changes (even a longer `varchar`), the server refuses statements that were prepared before, and it has none
//! after `DISCARD ALL` or `DEALLOCATE ALL`. (Do not send these whenever a connection returns to the pool.) The
//! connection then drops its prepared statements. A statement outside a transaction runs again; in a transaction it is
//! an [`Error::SchemaChanged`](crate::Error::SchemaChanged), after which
//! [`retry`](crate::transaction::InTransaction::retry) runs the transaction again.
//!
//! Your own SQL on a [`connection`](TenantTransaction::connection) is sqlx's. It fails on that connection each time, also with an enum whose type
//! was dropped and created again (`cache lookup failed for type`), because sqlx keeps its statements and the OIDs of types. `clear_cached_statements()` drops both; a
//! deployment with such a migration closes the connections of its pool.
//!
//! # pgbouncer
//!
//! In transaction mode, each transaction may run on another server connection, which does not have the statements
//! prepared on the last one. Wrap the pool in [`Unprepared`], which keeps no prepared statements. (pgbouncer 1.21 and
//! later can track prepared statements, `max_prepared_statements`; then no wrapper is needed.) Every tenant statement
//! runs in a transaction and the setting is local to it, so tenants are isolated.

mod arguments;
pub(crate) mod column_type;
mod cross_tenant;
mod error;
mod executor;
mod id;
mod open;
mod range;
pub(crate) mod row;
mod transaction;
mod unguarded;
mod unprepared;
mod value;

pub use cross_tenant::AcrossTransaction;
pub use transaction::{Committing, TenantTransaction};
pub use unprepared::Unprepared;
