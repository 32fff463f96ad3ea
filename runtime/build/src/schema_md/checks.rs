use std::fmt::Write;

use super::page::Table;
use super::table::title;
use super::wording::{Code, cell};
use crate::physical::Check;

pub(super) fn section(text: &mut String, table: &Table<'_>) {
    if table.layout.checks.is_empty() {
        return;
    }
    title(text, "Checks");
    text.push_str("| every row keeps | what a user is told otherwise | constraint |\n|---|---|---|\n");
    for Check { name, columns: _, condition, message } in &table.layout.checks {
        writeln!(text, "| {} | {} | {} |", Code(condition), cell(message), Code(name)).ok();
    }
    text.push('\n');
}
