//! Everything that is tested on a real server.

mod ddl;
mod queries;
mod shop;
