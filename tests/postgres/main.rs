//! Everything that is tested on a real server.

pub mod accepted;
mod audit;
mod conditions;
mod ddl;
mod plans;
mod queries;
mod random;
mod shop;
