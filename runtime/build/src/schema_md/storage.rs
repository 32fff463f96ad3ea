use std::fmt::Write;

use super::wording::{Code, cell, title};
use crate::model::{GlobalRowSecurity, Table};

/// So many children are shown.
const MOST: usize = 12;

/// How the table is stored, and where its rows are.
pub(super) fn section(text: &mut String, table: &Table) {
    let options = table.options.iter().map(|option| Code(&option.to_string()).to_string());
    let unlogged = table.unlogged.then(|| "no log is kept of its changes: after a crash it is empty".to_owned());
    let tablespace = table.tablespace.as_ref().map(|name| format!("in the tablespace {}", Code(name)));
    let said: Vec<_> = options.chain(unlogged).chain(tablespace).collect();
    if !said.is_empty() {
        writeln!(text, "Stored with {}.\n", said.join(", ")).ok();
    }
    let exempt = match table.global_row_security {
        GlobalRowSecurity::Off => None,
        GlobalRowSecurity::Enabled => Some(", but not to the owner of the table"),
        GlobalRowSecurity::Forced => Some(", the owner of the table included"),
    };
    if let Some(exempt) = exempt {
        writeln!(text, "Row level security applies to every role{exempt}. Its policies are SQL of the project.\n").ok();
    }
    partitions(text, table);
}

fn partitions(text: &mut String, table: &Table) {
    let Some(partition) = &table.partition else { return };
    title(text, "Partitions");
    writeln!(text, "By {}: a row is in one of these tables, and stays there.\n", Code(&partition.by)).ok();
    if !table.key_is_unique() {
        text.push_str("The key alone names one row only as far as the program makes no id twice; a look-up by it reads every one of them.\n\n");
    }
    if let Some(reason) = &table.run_time_partitions {
        writeln!(text, "Partitions are made at run time: {}.\n", cell(reason)).ok();
        if table.children.is_empty() {
            return;
        }
    }
    text.push_str("| table | rows |\n|---|---|\n");
    for child in table.children.iter().take(MOST) {
        writeln!(text, "| {} | {} |", Code(&child.name), Code(&child.bound)).ok();
    }
    let more = table.children.len().saturating_sub(MOST);
    if more > 0 {
        writeln!(text, "| … | {more} more |").ok();
    }
    text.push('\n');
}
