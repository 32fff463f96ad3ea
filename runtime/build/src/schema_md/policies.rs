use std::fmt::Write;

use super::wording::{Code, cell, codes, title};
use crate::model::{IndexColumn, Table};

/// The policies beside that of the tenant, and the extended statistics.
pub(super) fn section(text: &mut String, table: &Table) {
    if !table.policies.is_empty() {
        title(text, "Policies");
        text.push_str("| policy | for | of | seen | written | why |\n|---|---|---|---|---|---|\n");
    }
    for one in &table.policies {
        let kind = if one.restrictive { ", restrictive" } else { "" };
        let roles = match one.roles.is_empty() {
            true => "every role".to_owned(),
            false => codes(one.roles.iter().map(AsRef::as_ref)),
        };
        let condition =
            |sql: &Option<crate::model::Text>| sql.as_ref().map(|sql| Code(sql).to_string()).unwrap_or_default();
        let (name, command) = (Code(&one.name), one.command.sql());
        let (seen, written, why) = (condition(&one.using), condition(&one.with_check), cell(&one.why));
        writeln!(text, "| {name}{kind} | {command} | {roles} | {seen} | {written} | {why} |").ok();
    }
    if !table.policies.is_empty() {
        text.push('\n');
    }
    if !table.statistics.is_empty() {
        title(text, "Statistics");
        text.push_str("| statistics | of | kinds | purpose |\n|---|---|---|---|\n");
    }
    for one in &table.statistics {
        let column = |column: &IndexColumn| Code(column.expression.as_ref().unwrap_or(&column.name)).to_string();
        let of: Vec<_> = one.columns.iter().map(column).collect();
        writeln!(text, "| {} | {} | {} | {} |", Code(&one.name), of.join(", "), one.kinds.join(", "), cell(&one.doc))
            .ok();
    }
    if !table.statistics.is_empty() {
        text.push('\n');
    }
}
