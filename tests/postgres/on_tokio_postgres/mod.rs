//! The tests of `queries` and the attacks by `statements` on tokio-postgres and deadpool's pool, and what is particular to them.

pub mod driver;
mod executors;
mod forgotten;
mod ids;
mod own_sql;
#[path = "../queries/mod.rs"]
mod queries;
#[path = "../attacks/statements/mod.rs"]
mod statements;
