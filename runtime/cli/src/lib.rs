//! The commands of a project with peristyle. A program of three lines gives them the tables:
//!
//! ```no_run
//! // src/bin/db.rs of the package with the tables, or of one that depends on it
//! # mod shop_schema { pub static SCHEMA: peristyle::Schema = peristyle::Schema::new(&[], &[]); }
//! fn main() {
//!     peristyle_cli::run(&shop_schema::SCHEMA)
//! }
//! ```
//!
//! `cargo run --bin db -- --help` lists the commands. [`Project`] states the roles, and where the files are. `cargo install peristyle-cli` adds
//! `cargo peristyle`, which finds the program of the workspace and runs it.
#![doc = include_str!("../COMMANDS.md")]
//!
//! # To add a command
//!
//! One file in `commands` with a struct that derives `clap::Args` and implements `Command`, and one line in the list of `commands/mod.rs`.

mod commands;
mod exit;
mod failure;
mod project;
mod report;
mod terminal;

pub use exit::Exit;
pub use project::{Project, project, run};
