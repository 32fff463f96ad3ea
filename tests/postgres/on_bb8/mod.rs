//! What depends on the pool, on that of bb8: statements that run alone, transactions, streams, connections that are lost.

pub mod driver;
mod queries;
