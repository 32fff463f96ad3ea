//! The statements on tokio-postgres with deadpool and bb8, on a real server.
#![allow(clippy::duplicate_mod, reason = "some of the statements are tested on each pool")]
#![allow(clippy::type_complexity, reason = "the type of a row of groups is what such a test shows")]

#[path = "accepted_by_drivers.rs"]
mod accepted;
#[allow(dead_code, reason = "`main` has more attacks")]
#[path = "attacks/for_other_drivers.rs"]
mod attacks;
#[allow(dead_code, reason = "`main` reads the schema")]
mod every_option;
mod kept;
mod on_bb8;
mod on_tokio_postgres;
#[allow(dead_code, reason = "`main` reads the schema")]
mod periods;
#[allow(dead_code, reason = "`main` reads the schema")]
mod shop;
#[allow(dead_code, reason = "`main` reads the schema")]
mod soft_deletes;
#[cfg(unix)]
mod wire;
