//! Everything that is tested on a real server.
#![allow(clippy::duplicate_mod, reason = "the statements are tested on each driver")]
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
mod on_bb8;
mod on_sqlx;
mod on_tokio_postgres;
mod periods;
mod pgrls;
mod plans;
mod real;
mod shop;
mod snapshots;
mod splinter;
mod squawk;
mod tables;
#[cfg(unix)]
mod wire;
