//! The driver sqlx 0.9 (feature `sqlx`).
//!
//! [`TenantPool`](crate::transaction::TenantPool) and [`TenantConnection`](crate::transaction::TenantConnection), which the prelude brings, open the
//! transaction of a tenant on a `PgPool` or a `PgConnection`; statements run on `&mut` of it. Statements on global tables run on `&PgPool`, `&mut PgConnection`, `&mut PoolConnection<Postgres>` and `&mut Transaction<'_, Postgres>` as well. Every
//! statement is prepared once for each connection and kept in sqlx's cache: the texts of constants never change, and that of a list depends
//! on which calls made it, not on the values.

mod across;
mod arguments;
mod error;
mod executor;
mod id;
mod open;
mod row;
mod transaction;

pub use across::AcrossTransaction;
pub(crate) use row::column;
pub use transaction::TenantTransaction;
