//! The driver sqlx 0.9 (feature `sqlx`).
//!
//! [`TenantPool`](crate::transaction::TenantPool) and [`TenantConnection`](crate::transaction::TenantConnection), which
//! the prelude brings, open the transaction of a tenant on a `PgPool` or a `PgConnection`; statements run on `&mut` of
//! it. Statements on global tables run on `&PgPool`, `&mut PgConnection`, `&mut PoolConnection<Postgres>` and `&mut
//! Transaction<'_, Postgres>` as well. Every statement is prepared once for each connection and kept in sqlx's cache:
//! the texts of constants never change, and that of a list depends on which calls made it, not on the values.
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
//! on the last one. Wrap the pool in [`Unprepared`]: then nothing is kept. (pgbouncer 1.21 and later can keep track of
//! prepared statements itself, `max_prepared_statements`; then no wrapper is needed.) Everything of a tenant runs in a
//! transaction and its setting is local to that, so no tenant meets another one there.

mod arguments;
mod cross_tenant;
mod error;
mod executor;
mod id;
mod open;
mod row;
mod transaction;
mod unguarded;
mod unprepared;

pub use cross_tenant::AcrossTransaction;
pub(crate) use row::column;
pub use transaction::TenantTransaction;
pub use unprepared::Unprepared;
