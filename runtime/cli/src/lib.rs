#![doc = include_str!("../README.md")]
//!
//! # To add a command
//!
//! One file in `commands` with a struct that derives `clap::Args` and implements `Command`, and one line in the list of `commands/mod.rs`.

mod apply;
mod at_risk;
pub mod catalog;
mod commands;
mod database;
pub mod doctor;
pub mod drift;
mod dump;
mod exit;
mod failure;
mod files;
pub mod import;
#[cfg(feature = "plans")]
mod plans;
mod project;
mod report;
mod scratch;
mod statistics;
pub mod tenant;
mod terminal;
pub mod verify;

pub use exit::Exit;
pub use project::{Project, project, run};
