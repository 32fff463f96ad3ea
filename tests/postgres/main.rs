//! Everything that is tested on a real server.

mod accepted;
mod ddl;
mod queries;
mod shop;
