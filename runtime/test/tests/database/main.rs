//! What a user's test does with its database.

mod attack;
mod databases;
#[path = "../../../../tests/postgres/every_option.rs"]
mod every_option;
mod examples;
mod mutants;
mod statements;
