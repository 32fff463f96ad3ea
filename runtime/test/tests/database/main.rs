//! What a user's test does with its database.
#![allow(clippy::duplicate_mod, reason = "the same loops on each driver")]

mod attack;
mod databases;
#[path = "../../../../tests/postgres/every_option.rs"]
mod every_option;
mod examples;
mod mutants;
mod n_plus_one;
mod statements;
