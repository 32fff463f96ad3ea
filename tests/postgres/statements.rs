//! What statements do on a real server, on each driver, and what one tenant tries on another.
#![allow(clippy::duplicate_mod, reason = "the statements are tested on each driver")]
#![allow(clippy::type_complexity, reason = "the type of a row of groups is what such a test shows")]

#[path = "accepted_by_drivers.rs"]
mod accepted;
mod attacks;
#[allow(dead_code, reason = "`main` reads the schema")]
mod every_option;
mod kept;
mod on_bb8;
mod on_sqlx;
mod on_tokio_postgres;
#[allow(dead_code, reason = "`main` reads the schema")]
mod periods;
mod shop;
#[allow(dead_code, reason = "`main` reads the schema")]
mod soft_deletes;
#[cfg(unix)]
mod wire;
