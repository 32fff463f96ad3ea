//! The DDL of a schema: one SQL text that makes the database hold to what the structs say.
//!
//! [`sql`] writes enum types, functions, tables with their constraints, indexes, triggers and comments, then row security, then grants, in an
//! order that loads into an empty schema. The text depends on the schema and the [`Options`] alone: the same bytes on every run.
//!
//! | what is emitted | why |
//! |---|---|
//! | references between tenant tables as `(tenant, id)` | a row never points at another tenant's |
//! | every reference before row security | a forced policy filters what the server checks a reference against |
//! | references in a circle by ALTER TABLE, those that may be NULL first | no table of a circle can come after all the others |
//! | `SET NULL (column)` | a bare SET NULL would empty the tenant column too |
//! | an index for every reference that no other leads | the server looks rows up by it at every delete of their target (I01) |
//! | uniques and indexes of live rows | a deleted row does not block its value (I07) |
//! | a trigger for `updated_at` | it is true for every writer, and never moves back (T01) |
//! | one policy for all commands, forced, through a sub-select | evaluated once a statement, and held to by the owner as well (P02) |
//! | grants column by column | the application role sets no timestamp of a new row, changes no key, tenant or `created_at`, and truncates nothing |

mod comment;
mod create_table;
mod error;
mod extra;
mod function;
mod grant;
mod idempotent;
mod index;
mod names;
mod options;
mod order;
mod row_security;
mod rules;
mod script;
mod sequence;
#[cfg(test)]
mod tests;
mod trigger;
mod version;

pub use error::{Finding, SchemaError};
pub(crate) use names::type_name;
pub use options::Options;
pub(crate) use order::{Edge, circles};
pub(crate) use script::{enum_of, enums};
pub use version::Postgres;

use crate::Schema;
use crate::physical::{self, PhysicalTable};

/// The DDL of a schema, as one text that loads into an empty schema of PostgreSQL 15 or later.
///
/// ```
/// use peristyle::Schema;
/// use peristyle_build::ddl;
///
/// let schema = Schema { tables: &[], sql: &[] };
/// let text = ddl::sql(&schema, &ddl::Options::new().application_role("shop_app"))?;
/// assert!(text.contains("GRANT USAGE ON SCHEMA public TO shop_app;"));
/// # Ok::<(), ddl::SchemaError>(())
/// ```
///
/// # Errors
///
/// What only the whole list shows: a name that is taken twice (S01), a table that is referred to and not listed (S02), and, where it was not
/// refused while compiling, a reference out of a tenant's reach (P04, P05) or to a junction (K04). The error holds all findings.
pub fn sql(schema: &Schema, options: &Options) -> Result<String, SchemaError> {
    with(schema, &physical::all(schema), options)
}

/// The same, of layouts that are there already.
pub(crate) fn with(schema: &Schema, layouts: &[PhysicalTable], options: &Options) -> Result<String, SchemaError> {
    let script = script::Script::of(schema, layouts, options)?;
    Ok(script.to_string())
}
