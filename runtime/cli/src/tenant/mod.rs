//! Exports the rows of a tenant, imports them elsewhere, and erases them.
//!
//! Everything is generated from the references of the structs. The guide has the commands and the format of the file:
//! [`peristyle::guide::moving_a_tenant`].
//!
//! ```no_run
//! use std::fs::File;
//! use std::io::{BufReader, BufWriter};
//!
//! use peristyle_build::Checked;
//! use peristyle_cli::tenant::erase::Erase;
//! use peristyle_cli::tenant::{Export, Import};
//! use sqlx::PgConnection;
//! use uuid::Uuid;
//!
//! /// Moves a tenant to another database, and erases it here.
//! async fn move_away(
//!     structs: &Checked,
//!     tenant: Uuid,
//!     here: &mut PgConnection,
//!     there: &mut PgConnection,
//! ) -> Result<(), Box<dyn std::error::Error>> {
//!     let file = BufWriter::new(File::create("tenant.jsonl")?);
//!     let exported = Export::new(structs, tenant).run(here, file, &mut |step| println!("{step:?}")).await?;
//!     let file = BufReader::new(File::open("tenant.jsonl")?);
//!     let imported = Import::new(structs).run(there, file, &mut |_| {}).await?;
//!     assert_eq!(imported.tables, exported.tables);
//!     let certificate = Erase::new(structs, tenant).run(here, &mut |_| {}).await?;
//!     println!("complete: {}", certificate.complete);
//!     Ok(())
//! }
//! ```
//!
//! # Design
//!
//! - **What belongs to a tenant**: the row of the root, and every row of its tenant tables, soft-deleted ones too. A `Scope` has these tables in load order, and
//!   the groups of tables whose rows refer to each other ([`Checked::load_groups`](peristyle_build::Checked::load_groups)).
//! - **What the database has is compared first**: a table or column that only one side has is an error, so that no value is left out silently. Columns that
//!   the database computes are not part of an export.
//! - **Values are text**, as the output function of the type writes them, under pinned settings. The input function of the same type reads exactly this text,
//!   so no type needs code here: enums, domains, ranges, arrays and types of extensions are exact.
//! - **Export**: one REPEATABLE READ, READ ONLY transaction. Rows stream; one is in memory.
//! - **Import**: one transaction. Rows go by COPY into a temporary table with the types of the columns, since COPY into a table with row security is refused,
//!   and by INSERT from there. A table that refers to none of its own group is inserted in batches. A circle, or a table that refers to itself, is inserted by
//!   one statement, at whose end foreign keys are checked: no reference is NULL meanwhile, and nothing is updated, so that no trigger of updates fires and
//!   append-only tables are loaded too. At the end all rows are read again and compared with the file.
//! - **The role**: row security applies to it, with the tenant set for the transaction; every statement names the tenant too.

mod checksum;
pub mod erase;
mod error;
mod export;
mod file;
mod import;
mod live;
mod progress;
mod rows;
mod scope;

pub use error::{TenantError, TenantErrorKind};
pub use export::{Export, Exported};
pub use file::VERSION;
pub use import::{Import, Imported};
pub use live::TableRows;
pub use progress::Step;
