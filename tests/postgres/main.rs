//! What schemas are on a real server: DDL, catalogs, audits, imports. What statements do is tested by `statements.rs`, a binary of its own: two compilers
//! take half the time of one.
#![allow(clippy::type_complexity, reason = "a type says what such a test shows")]

pub mod accepted;
mod audit;
mod conditions;
mod ddl;
mod default_literals;
mod drift;
mod emission;
mod every_option;
mod expressions;
mod facts;
mod import;
pub mod kept;
mod known_types;
mod newer;
#[allow(dead_code, reason = "`statements` inserts them")]
mod periods;
mod pgrls;
mod plans;
mod real;
mod schema_md;
#[allow(dead_code, reason = "`statements` inserts them")]
mod shop;
mod snapshots;
#[allow(dead_code, reason = "`statements` inserts them")]
mod soft_deletes;
mod splinter;
mod squawk;
mod tables;
