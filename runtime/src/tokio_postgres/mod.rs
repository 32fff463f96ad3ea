//! The driver tokio-postgres 0.7 (feature `tokio-postgres`), with the pool of deadpool-postgres 0.14 (feature
//! `deadpool-postgres`).
//!
//! [`TenantPool`](crate::transaction::TenantPool) and [`TenantConnection`](crate::transaction::TenantConnection) of the
//! prelude open a tenant transaction on a pool or a `Client`; statements run on `&mut` of it. Statements on global
//! tables also run on `&Client`, `&Transaction<'_>`, `&deadpool_postgres::Pool` and its clients.
//!
//! # Prepared statements
//!
//! Every parameter has a type, so no statement needs more than one round trip. On a connection of deadpool, a constant
//! is prepared once and kept in the cache of the connection, and so are up to 256 other statements, such as lists; the
//! first run needs one more round trip. A bare `Client` has no cache: the server plans each statement when it runs.
//!
//! # Changes of the schema
//!
//! When a table changes (even a longer `varchar`), the server refuses statements that were prepared before. The
//! connection then drops its prepared statements. A statement outside a transaction runs again; in a transaction it is
//! an [`Error::SchemaChanged`](crate::Error::SchemaChanged), after which
//! [`retry`](crate::transaction::InTransaction::retry) runs the transaction again.
//!
//! # pgbouncer
//!
//! In transaction mode, each transaction may run on another server connection, which does not have the statements
//! prepared on the last one. Wrap the pool in [`Unprepared`], which keeps no prepared statements; every statement still
//! needs one round trip. (pgbouncer 1.21 and later can track prepared statements, `max_prepared_statements`; then no
//! wrapper is needed.) Every tenant statement runs in a transaction and the setting is local to it, so tenants are
//! isolated.

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
