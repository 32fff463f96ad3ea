//! Runs the commands of a shop's program, as a person does.

mod adopt;
mod apply;
mod at_risk;
mod database;
#[cfg(target_os = "linux")]
mod disk;
mod doctor;
mod drift;
mod import;
#[cfg(unix)]
mod kill;
mod layouts;
mod offline;
mod program;
mod readme;
mod revert;
mod tenant;
mod verify;
mod waivers;
