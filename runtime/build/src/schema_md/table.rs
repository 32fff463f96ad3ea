use std::fmt::Write;

use super::page::{Page, Section};
use super::wording::{Code, cell};
use super::{checks, columns, examples, extra, indexes, policies, references, schema, storage};
use crate::model::{Table, TableTransition, Waiver};

/// All that is said of one table.
pub(super) fn section(text: &mut String, page: &Page<'_>, section: &Section<'_>) {
    let table = section.table;
    writeln!(text, "### {}\n", table.qualified()).ok();
    schema::purpose(text, page, table);
    transition(text, table);
    waivers(text, table);
    columns::section(text, page, table);
    storage::section(text, table);
    references::section(text, page, section);
    indexes::section(text, page, table);
    checks::section(text, table);
    policies::section(text, table);
    extra::section(text, "####", &table.sql);
    if table.retired().is_none() && table.history_of.is_none() {
        examples::section(text, table);
    }
    advice(text, section);
}

/// What another release sees in it.
fn transition(text: &mut String, table: &Table) {
    match &table.transition {
        Some(TableTransition::OldName { until, .. }) => {
            let old = table.view().map(|view| view.to_string()).unwrap_or_default();
            writeln!(text, "> **Old name** {}: a view, until {}\n", Code(&old), cell(until)).ok();
        }
        Some(TableTransition::Retired { reason }) => {
            writeln!(text, "> **Retired**: {}\n", cell(reason)).ok();
        }
        None => {}
    }
}

fn waivers(text: &mut String, table: &Table) {
    for Waiver { code, name, reason } in &table.waivers {
        writeln!(text, "> **Waived {}** ({code}): {}\n", Code(name), cell(reason)).ok();
    }
}

fn advice(text: &mut String, section: &Section<'_>) {
    for advice in &section.advice {
        writeln!(text, "> **Advice {}**: {}. Instead: {}\n", advice.code, cell(&advice.text), cell(&advice.instead))
            .ok();
    }
}
