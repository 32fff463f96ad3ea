//! Runs the commands of a shop's program, as a person does.

mod adopt;
mod apply;
mod database;
mod doctor;
mod drift;
mod import;
#[cfg(unix)]
mod kill;
mod offline;
mod program;
mod readme;
mod verify;
mod waivers;
