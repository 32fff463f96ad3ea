//! Writes what follows from a schema to files: from a build script, or from a program.
//!
//! A build script cannot see the types of its own package. So the tables live in a package that is both a dependency and a build dependency of
//! the service:
//!
//! ```no_run
//! // build.rs of the service; `shop_schema` is the package with the tables
//! # mod shop_schema { pub static SCHEMA: peristyle::Schema = peristyle::Schema::new(&[], &[]); }
//! fn main() {
//!     peristyle_build::emit(&shop_schema::SCHEMA).sql().snapshot().application_role("shop_app").run();
//! }
//! ```
//!
//! The service reads them as `include_str!(concat!(env!("OUT_DIR"), "/schema.sql"))`. A program of the user's own puts the same files where a
//! person looks for them: [`Emit::write_to`].
//!
//! | call | file | the same as a function |
//! |---|---|---|
//! | [`Emit::sql`] | `schema.sql` | [`ddl::script`] |
//! | [`Emit::snapshot`] | `schema.json` | [`Database::to_json`] |
//! | [`Emit::diagram`] | `schema.mmd`, `schema.svg` | [`diagram::mermaid`], [`diagram::svg`] |
//! | [`Emit::schema_md`] | `SCHEMA.md` | [`schema_md::markdown`] |
//! | [`Emit::dbml`] | `schema.dbml` | [`dbml::dbml`] |
//!
//! # The committed snapshot
//!
//! With [`Emit::committed`] a copy of `schema.json` lies beside the code, and a reviewer reads there what a change of the structs does to the
//! database. The build script compares it with the structs and says what they have differently; the message holds the command that
//! updates the copy. The build script itself writes to `OUT_DIR` only.
//!
//! # The waivers
//!
//! With [`Emit::waivers_at_most`] the build fails when a table has more waivers of a rule than the [baseline](crate::waivers) says, and warns when it says
//! more than there are.

mod builder;
mod committed;
mod directive;
mod error;
mod file;
mod output;
#[cfg(test)]
mod tests;

pub use builder::{Emit, emit};
pub use committed::OnChange;
pub use error::EmitError;
pub(crate) use file::{replace, way_out};

#[allow(unused_imports, reason = "for the links of the page")]
use crate::{dbml, ddl, diagram, model::Database, schema_md};
