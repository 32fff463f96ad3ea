use std::fmt::Write;

use super::wording::prose;
use crate::model::{Extra, Place};

/// SQL of the user's own, as it is emitted.
pub(super) fn section(text: &mut String, heading: &str, all: &[Extra]) {
    if all.is_empty() {
        return;
    }
    writeln!(text, "{heading} SQL of its own\n").ok();
    for Extra { name, place, sql, waived, .. } in all {
        let place = if *place == Place::Before { "Before" } else { "After" };
        let fence = fence(sql);
        writeln!(text, "{place} it, {}:\n\n{fence}sql\n{sql}\n{fence}\n", prose(name)).ok();
        if let Some(reason) = waived {
            writeln!(text, "Waived `sql_keeps_guards` (P06): {}\n", prose(reason)).ok();
        }
    }
}

/// More backticks than the SQL has behind each other.
fn fence(sql: &str) -> String {
    let longest = sql.split(|letter| letter != '`').map(str::len).max().unwrap_or_default();
    "`".repeat(longest.max(2) + 1)
}
