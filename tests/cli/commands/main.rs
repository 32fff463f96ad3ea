//! Runs the commands of a shop's program, as a person does.

mod adopt;
mod apply;
mod at_risk;
mod connections;
mod database;
#[cfg(target_os = "linux")]
mod disk;
mod doctor;
mod drift;
mod import;
#[cfg(unix)]
mod kill;
mod layouts;
#[path = "../../ui/accepted/numbers.rs"]
#[allow(dead_code, missing_docs, reason = "what is read is the schema")]
mod numbered;
mod offline;
mod program;
mod readme;
mod revert;
mod tenant;
mod upgrade;
mod verify;
mod waivers;
