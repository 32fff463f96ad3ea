//! What is tested on a real server: schemas and catalogs, statements on sqlx, attacks. The statements on the other drivers are a binary of their own,
//! `other_drivers.rs`: two compilers take half the time of one.
#![allow(clippy::type_complexity, reason = "the type of a row of groups is what such a test shows")]

pub mod accepted;
mod attacks;
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
mod on_sqlx;
mod periods;
mod pgrls;
mod plans;
mod real;
mod schema_md;
mod shop;
mod snapshots;
mod soft_deletes;
mod splinter;
mod squawk;
mod tables;
#[cfg(unix)]
mod wire;
