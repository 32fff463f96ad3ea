use std::fmt::Write;

use super::page::{Page, Table};
use super::wording::{Code, cell};
use super::{checks, columns, examples, extra, indexes, references, schema, storage};
use crate::definition::WaiverDef;

/// All that is said of one table.
pub(super) fn section(text: &mut String, page: &Page<'_>, table: &Table<'_>) {
    writeln!(text, "### {}\n", table.def.qualified()).ok();
    schema::purpose(text, page, table.def);
    waivers(text, table);
    columns::section(text, page, table);
    storage::section(text, table);
    references::section(text, page, table);
    indexes::section(text, page, table);
    checks::section(text, table);
    extra::section(text, "####", table.def.sql);
    examples::section(text, table);
    advice(text, table);
}

/// A heading within the section, which nothing links to.
pub(super) fn title(text: &mut String, title: &str) {
    writeln!(text, "#### {title}\n").ok();
}

fn waivers(text: &mut String, table: &Table<'_>) {
    for WaiverDef { code, name, reason } in table.def.waivers {
        writeln!(text, "> **Waived {}** ({code}): {}\n", Code(name), cell(reason)).ok();
    }
}

fn advice(text: &mut String, table: &Table<'_>) {
    for advice in &table.advice {
        writeln!(text, "> **Advice {}**: {}. Instead: {}\n", advice.code, cell(&advice.text), cell(&advice.instead))
            .ok();
    }
}
