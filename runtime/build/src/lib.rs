//! Writes what follows from the tables of a program: DDL, a snapshot, diagrams, documentation and advice.
//!
//! A build script, or a program, depends on this crate; a service links [`peristyle`] only. [`emit()`] writes the files:
//!
//! ```no_run
//! // build.rs of the service; `shop_schema` is the package with the tables
//! # mod shop_schema { pub static SCHEMA: peristyle::Schema = peristyle::Schema::new(&[], &[]); }
//! fn main() {
//!     peristyle_build::emit(&shop_schema::SCHEMA).sql().snapshot().application_role("shop_app").run();
//! }
//! ```
//!
//! | output | module |
//! |---|---|
//! | `schema.sql`, the DDL | [`ddl`] |
//! | `schema.json`, the snapshot that is committed and compared | [`snapshot`] |
//! | `schema.mmd`, `schema.svg`, the diagram | [`diagram`] |
//! | `SCHEMA.md`, the documentation of the schema | [`schema_md`] |
//! | `schema.dbml`, the schema for tools that read DBML | [`dbml`] |
//! | `citus.sql`, the distribution of the tables by Citus | [`citus`] |
//! | `pgrls.toml`, the configuration of pgrls | [`pgrls`] |
//! | advice on the schema | [`advice`] |
//! | the waivers of a schema, and a baseline above which their number may not rise | [`waivers`] |
//! | how a table of an older database comes to comply, waiver by waiver | [`adopt`] |
//! | migrations, planned from a snapshot to the structs, as files for sqlx, refinery, dbmate and diesel | [`migrate`](mod@migrate) |
//!
//! # One model
//!
//! A [`Database`] is the schema as the database holds it: [`Database::of`] makes it from the tables of a program, [`Database::from_json`] reads it from a
//! snapshot. [`Database::check`] checks the rules over several tables and returns a [`Checked`]; every output is written from that.
//!
//! A new output is one file with a function of a [`Checked`], and one line in `emit/output.rs`.

pub mod adopt;
pub mod advice;
mod checks;
pub mod citus;
mod condition;
pub mod dbml;
pub mod ddl;
pub mod diagram;
mod diff;
pub mod emit;
#[cfg(test)]
#[path = "../../src/physical/fixture.rs"]
mod fixture;
mod json;
pub mod migrate;
pub mod model;
mod options;
mod order;
pub mod pgrls;
pub mod schema_md;
pub mod snapshot;
pub mod waivers;

pub use checks::{Checked, Diagnostic, SchemaError};
pub use emit::{Emit, EmitError, OnChange, emit};
pub use migrate::{Migrate, migrate};
pub use model::{Database, Postgres};
pub use options::Options;

use peristyle::__build_v0::{physical, quote};
#[cfg(test)]
use peristyle::{ColumnDef, SqlType};
use peristyle::{EnumDef, Schema, TableDef, definition};
