//! The tests of `queries` on tokio-postgres and deadpool's pool, and what is particular to them.

pub mod driver;
mod executors;
mod ids;
#[path = "../queries/mod.rs"]
mod queries;
