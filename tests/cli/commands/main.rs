//! Runs the commands of a shop's program, as a person does.

mod offline;
mod program;
