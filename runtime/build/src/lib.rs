//! Writes what follows from the tables of a program: DDL, a snapshot, diagrams, documentation and advice.
//!
//! A build script, or a program, depends on this crate; a service links [`peristyle`] only. [`emit()`] writes the files.
//!
//! | output | module |
//! |---|---|
//! | `schema.sql`, the DDL | [`ddl`] |
//! | `schema.json`, the snapshot that is committed and compared | [`snapshot`] |
//! | `schema.mmd`, `schema.svg`, the diagram | [`diagram`] |
//! | `SCHEMA.md`, the documentation of the schema | [`schema_md`] |
//! | advice on the schema | [`advice`] |

pub mod advice;
pub mod ddl;
pub mod diagram;
pub mod emit;
#[cfg(test)]
#[path = "../../src/physical/fixture.rs"]
mod fixture;
pub mod schema_md;
pub mod snapshot;

pub use emit::{Emit, EmitError, OnChange, emit};

use peristyle::__build_v0::{example, physical, quote, tenant};
use peristyle::{ColumnDef, EnumDef, Schema, SqlType, TableDef, definition};
