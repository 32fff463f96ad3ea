//! The tests of `queries` on sqlx, and what is particular to it.

pub mod driver;
mod executors;
mod ids;
mod nested;
#[path = "../queries/mod.rs"]
mod queries;
