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
//! | indexes and unique indexes of live rows | a deleted row does not block its value (I07) |
//! | a trigger for `updated_at` | it is true for every writer, and each update moves it forward (T01) |
//! | triggers that keep the versions of rows | `history` has what every writer changed or deleted |
//! | triggers of references to soft-delete tables | a soft delete honours `on_delete`, for every writer and beside other transactions (F07) |
//! | triggers and counters of `number_per_tenant` | a number is given once, in the order of the commits, and never changes |
//! | one policy for all commands, forced, through a sub-select | evaluated once a statement, and held to by the owner as well (P02) |
//! | look-up functions of a role that sees only the columns they read | the tenant of an API key is found before it is known, without BYPASSRLS |
//! | grants column by column | the application role sets no timestamp of a new row, changes no key, tenant or `created_at`, and truncates nothing |

mod comment;
mod create_table;
mod create_type;
pub(crate) mod extensions;
mod extra;
mod function;
mod grant;
mod history;
mod idempotent;
mod index;
mod lookup;
mod names;
pub(crate) mod number;
pub(crate) mod objects;
mod old_name;
mod reporting;
mod retired;
#[cfg(test)]
mod revision_tests;
pub(crate) mod roles;
mod row_security;
pub(crate) mod script;
mod sequence;
mod soft_delete;
mod statistics;
#[cfg(test)]
mod tests;
pub(crate) mod transition;
mod trigger;
pub(crate) mod version;
mod write;

use self::script::Script;

use crate::Schema;
pub use crate::checks::{Checked, Diagnostic, SchemaError};
use crate::model::{Database, Table};
pub use crate::options::Options;
#[doc(hidden)]
pub use extensions::EXTENSIONS_HINT;
pub use roles::ROLES_HINT;

/// Returns the DDL of a schema, as one text that loads into an empty schema of PostgreSQL 15 or later, or of the version that `min` states.
///
/// ```
/// use peristyle::Schema;
/// use peristyle_build::ddl;
///
/// let schema = Schema::new(&[], &[]);
/// let text = ddl::sql(&schema, &ddl::Options::new().application_role("shop_app"))?;
/// assert!(text.contains("GRANT USAGE ON SCHEMA public TO shop_app;"));
/// # Ok::<(), ddl::SchemaError>(())
/// ```
///
/// # Errors
///
/// The schema breaks a rule over several tables, see [`Database::check`].
pub fn sql(schema: &Schema, options: &Options) -> Result<String, SchemaError> {
    Ok(script(&Database::of(schema).check(options)?))
}

/// Returns the triggers that refuse to delete rows: those of an append-only table, and those of numbers without gaps.
#[must_use]
pub fn delete_triggers(table: &Table) -> Vec<String> {
    let append_only = trigger::delete_triggers(table).into_iter().map(str::to_owned);
    append_only.chain(number::delete_triggers(table)).collect()
}

/// Returns the DDL of a schema that was checked, for the options that it was checked for.
#[must_use]
pub fn script(checked: &Checked) -> String {
    Script::of(checked).to_string()
}
