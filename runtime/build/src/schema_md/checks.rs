use std::fmt::Write;

use super::wording::{Code, cell, title};
use crate::model::{Check, Table};

pub(super) fn section(text: &mut String, table: &Table) {
    if table.checks.is_empty() {
        return;
    }
    title(text, "Checks");
    text.push_str("| every row keeps | what a user is told otherwise | constraint |\n|---|---|---|\n");
    for Check { name, condition, message, not_valid, .. } in &table.checks {
        let new = if *not_valid { " (older rows may break it)" } else { "" };
        writeln!(text, "| {}{new} | {} | {} |", Code(condition), cell(message), Code(name)).ok();
    }
    text.push('\n');
}
