//! The tests of `queries` and the attacks by `statements` on sqlx, and what is particular to it.

pub mod driver;
mod executors;
mod forgotten;
mod ids;
mod nested;
mod own_sql;
#[path = "../queries/mod.rs"]
mod queries;
#[path = "../attacks/statements/mod.rs"]
mod statements;
