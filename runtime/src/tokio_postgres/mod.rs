//! The driver tokio-postgres 0.7 (feature `tokio-postgres`), with the pool of deadpool-postgres 0.14 (feature
//! `deadpool-postgres`) or of bb8 0.9 (feature `bb8`).
//!
//! [`TenantPool`](crate::transaction::TenantPool) and [`TenantConnection`](crate::transaction::TenantConnection) of the
//! prelude open a tenant transaction on a pool or a `Client`; statements run on `&mut` of it. A single statement runs on
//! `&deadpool_postgres::Pool`, `&Unprepared`, `&bb8::Pool<_>`, or `&mut` of a client. Statements on global tables also run on `&Client`
//! and `&Transaction<'_>`.
//!
//! # Round trips
//!
//! A single statement on a tenant table, `Product::find(tenant, id).fetch_one(&pool)`, is one round trip: `BEGIN` with the
//! tenant, the statement and `COMMIT` are sent together. If the server does not open the transaction, the statement has
//! no effect, because row level security refuses it; a write on a table without row level security (a waiver of P02)
//! waits for `BEGIN` and takes two. If the connection is lost before a write is answered, the outcome is
//! [`Error::CommitUnknown`](crate::Error::CommitUnknown).
//!
//! In a transaction of several statements, [`TenantTransaction::committing`] sends the last statement with `COMMIT`, and
//! [`pipelined`](crate::transaction::TransactionOptions::pipelined) the first one with `BEGIN`.
//!
//! # Prepared statements
//!
//! Every parameter has a type, so no statement needs more than one round trip. On a connection of deadpool, a constant
//! is prepared once and kept in the cache of the connection; the first run needs one more round trip. The connection also
//! keeps the 256 other statements that ran last, such as lists with conditions, and closes those that give way on the server.
//! Once there are 256, another one is prepared when it runs for the second time; the first run is planned when it runs, in
//! one round trip. A bare `Client` and a connection of bb8 have no cache: the server plans each
//! statement when it runs. On bb8, each tenant statement also contains the check that the role does not bypass row
//! security; on deadpool, it is made once a minute for each connection.
//!
//! # bb8
//!
//! By default, bb8 tests a connection before it lends it, which is a round trip of its own: build the pool with
//! `.test_on_check_out(false)`. A server that refuses the login is reported by bb8 as a timeout, without its reason;
//! `.error_sink(..)` of the pool receives it.
//!
//! # Changes of the schema
//!
//! When a table changes (even a longer `varchar`), the server refuses statements that were prepared before, and it has none
//! after `DISCARD ALL` or `DEALLOCATE ALL`. (Do not let the pool send these whenever a connection returns: every transaction
//! would meet them. deadpool's `RecyclingMethod::Clean` keeps prepared statements.) The
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

#[cfg(feature = "bb8")]
mod bb8;
pub(crate) mod column_type;
mod cross_tenant;
#[cfg(feature = "deadpool-postgres")]
mod deadpool;
mod error;
mod executor;
mod id;
#[cfg(feature = "deadpool-postgres")]
mod kept;
mod lent;
mod link;
mod open;
mod parameters;
mod range;
mod row;
mod transaction;
mod value;

#[cfg(feature = "bb8")]
pub use bb8::ClientManager;
pub use cross_tenant::AcrossTransaction;
#[cfg(feature = "deadpool-postgres")]
pub use deadpool::Unprepared;
pub use row::FromPgRow;
pub use transaction::{Committing, TenantTransaction};
