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
mod policies;
mod references;
mod schema;
mod storage;
mod table;
mod tenants;
#[cfg(test)]
mod tests;
mod wording;

use page::Page;

use crate::advice::Advice;
use crate::checks::Checked;

/// Returns the documentation of a schema, as GitHub's Markdown, with the advice that is given.
///
/// ```
/// use peristyle::Schema;
/// use peristyle_build::{Checked, advice, schema_md};
///
/// let checked = Checked::of(&Schema::new(&[], &[]))?;
/// let text = schema_md::markdown(&checked, &advice::advise(&checked));
/// assert!(text.starts_with("# The schema\n"));
/// # Ok::<(), peristyle_build::SchemaError>(())
/// ```
#[must_use]
pub fn markdown(checked: &Checked, advice: &[Advice]) -> String {
    let declared = checked.without_counters();
    let page = Page::of(&declared, advice);
    let mut text = String::new();
    schema::head(&mut text, &page);
    tenants::section(&mut text, &page);
    schema::contents(&mut text, &page);
    for section in &page.sections {
        table::section(&mut text, &page, section);
    }
    schema::enums(&mut text, &page);
    extra::section(&mut text, "##", &page.database.sql);
    schema::waivers(&mut text, &page);
    schema::advice(&mut text, &page);
    text
}
