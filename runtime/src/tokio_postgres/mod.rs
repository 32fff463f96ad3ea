//! The driver tokio-postgres 0.7 (feature `tokio-postgres`), with the pool of deadpool-postgres 0.14 (feature
//! `deadpool-postgres`).
//!
//! [`TenantPool`](crate::transaction::TenantPool) and [`TenantConnection`](crate::transaction::TenantConnection), which
//! the prelude brings, open the transaction of a tenant on a pool or a `Client`; statements run on `&mut` of it.
//! Statements on global tables run on `&Client`, on `&Transaction<'_>`, on `&deadpool_postgres::Pool` and what it hands
//! out as well.
//!
//! # Prepared statements
//!
//! Every parameter states its type, so no statement needs more than one round trip. On a connection of deadpool's a
//! text that is a constant is prepared once and kept in that connection's cache, as are up to 256 others, such as
//! lists; the first run takes a round trip more. On a bare `Client`, which has no cache, nothing is kept: the server
//! plans each statement anew.
//!
//! # Changes of the schema
//!
//! When a table changes (a longer `varchar` is enough), the server refuses what was prepared before. The connection
//! then drops its prepared statements. A statement outside a transaction runs again at once; inside one it is
//! [`Error::SchemaChanged`](crate::Error::SchemaChanged), after which
//! [`retry`](crate::transaction::InTransaction::retry) runs the transaction again.
//!
//! # pgbouncer
//!
//! In its transaction mode each transaction may run on another server connection, which does not know what was prepared
//! on the last one. Wrap the pool in [`Unprepared`]: then nothing is kept and every statement still takes one round
//! trip. (pgbouncer 1.21 and later can keep track of prepared statements itself, `max_prepared_statements`; then no
//! wrapper is needed.) Everything of a tenant runs in a transaction and its setting is local to that, so no tenant
//! meets another one there.

mod cross_tenant;
#[cfg(feature = "deadpool-postgres")]
mod deadpool;
mod error;
mod executor;
mod id;
mod lent;
mod link;
mod open;
mod parameters;
mod row;
mod transaction;

pub use cross_tenant::AcrossTransaction;
#[cfg(feature = "deadpool-postgres")]
pub use deadpool::Unprepared;
pub(crate) use row::column;
pub use transaction::TenantTransaction;
