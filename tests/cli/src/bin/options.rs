//! The program of the schema with every option, for `plans check`.
#![allow(missing_docs, dead_code, unused_imports, reason = "the structs are those of a test")]

#[path = "../common/mod.rs"]
mod common;
#[path = "../../../postgres/every_option.rs"]
mod every_option;

fn main() {
    common::run(&every_option::SCHEMA)
}
