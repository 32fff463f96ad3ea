//! The documentation of a schema, `SCHEMA.md`: what each table is for, what it holds, refers to and is read by, and what was waived and why.
//!
//! It is for a person who meets the database and not the program: whoever writes a report, answers a page at night or reviews a change.
//! Whatever it says is read off the definitions, so it is true of what [`ddl`](crate::ddl) emits, and the same bytes on every run.

mod anchors;
mod checks;
mod columns;
mod examples;
mod extra;
mod indexes;
mod page;
mod references;
mod schema;
mod storage;
mod table;
mod tenants;
#[cfg(test)]
mod tests;
mod wording;

use crate::Schema;
use crate::advice::Advice;
use crate::physical::{self, PhysicalTable};

/// The documentation of a schema, as GitHub's Markdown, with what advice there is.
///
/// ```
/// use peristyle::Schema;
/// use peristyle_build::{advice, schema_md};
///
/// let schema = Schema { tables: &[], sql: &[] };
/// let text = schema_md::markdown(&schema, &advice::advise(&schema));
/// assert!(text.starts_with("# The schema\n"));
/// ```
#[must_use]
pub fn markdown(schema: &Schema, advice: &[Advice]) -> String {
    with(schema, &physical::all(schema), advice)
}

/// The same, of layouts that are there already.
pub(crate) fn with(schema: &Schema, layouts: &[PhysicalTable], advice: &[Advice]) -> String {
    page::Page::of(schema, layouts, advice).write()
}
