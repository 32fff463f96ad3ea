use std::fmt::Write;

use super::wording::{Code, cell, sentence, title};
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
    budget(text, table);
    partitions(text, table);
}

/// What `plans check` lets its statements cost.
fn budget(text: &mut String, table: &Table) {
    let Some(budget) = &table.budget else { return };
    let parts = [
        (budget.rows, "rows read"),
        (budget.sort, "rows sorted"),
        (budget.sequential_scan, "pages read without an index"),
    ];
    let parts = parts.into_iter().filter_map(|(most, what)| Some(format!("{} {what}", grouped(most?))));
    writeln!(text, "A statement may cost {}: {}.\n", sentence(parts), cell(&budget.why)).ok();
}

/// `20,000`
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
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
