use std::fmt::Write;

use super::wording::{Code, cell, title};
use crate::model::{Check, Table};

pub(super) fn section(text: &mut String, table: &Table) {
    if table.checks.is_empty() {
        return;
    }
    title(text, "Checks");
    text.push_str("| every row keeps | what a user is told otherwise | constraint |\n|---|---|---|\n");
    for Check { name, condition, message, not_valid, not_enforced, .. } in &table.checks {
        let new = match (not_enforced, not_valid) {
            (true, _) => " (not enforced: any row may break it)",
            (_, true) => " (older rows may break it)",
            _ => "",
        };
        writeln!(text, "| {}{new} | {} | {} |", Code(condition), cell(message), Code(name)).ok();
    }
    text.push('\n');
}
