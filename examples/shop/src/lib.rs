//! A shop for many organizations: an HTTP API on axum whose rows belong to the tenant of the caller.
//!
//! `cargo run -p shop` starts it with an embedded PostgreSQL. With `DATABASE_URL`, it uses that database, in which the
//! owner of the tables has run the emitted `schema.sql`.

pub mod api;
mod app;
mod auth;
mod extract;
mod logs;
pub mod seeds;
mod token;
mod worker;

pub use app::App;
pub use auth::{Caller, key_hash};
pub use logs::log_to_stdout;
pub use token::{Claims, Signer, TokenError};
pub use worker::work;

/// The DDL of the tables, from `build.rs`.
pub const SCHEMA_SQL: &str = include_str!(concat!(env!("OUT_DIR"), "/schema.sql"));

/// The ER diagram of the tables, from `build.rs`.
pub const DIAGRAM_SVG: &str = include_str!(concat!(env!("OUT_DIR"), "/schema.svg"));
