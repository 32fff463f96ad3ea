use std::fmt::Write;

use super::page::Page;
use super::wording::{Code, cell};
use crate::definition::{CREATED_AT, DELETED_AT, UPDATED_AT};
use crate::model::{Column, Copied, Number, Sequence, Table, Transition, Waiver};

pub(super) fn section(text: &mut String, page: &Page<'_>, table: &Table) {
    text.push_str("| column | type | null | default | what it holds |\n|---|---|---|---|---|\n");
    for column in &table.columns {
        let (name, mut sql_type) = (Code(&column.name), column.sql_type.to_string());
        if let Some(collation) = &column.collation {
            sql_type = format!("{sql_type} collate {collation}");
        }
        let null = if column.nullable { "yes" } else { "" };
        let default = filled_by(column);
        writeln!(text, "| {name} | {} | {null} | {default} | {} |", Code(&sql_type), holds(page, table, column)).ok();
    }
    text.push('\n');
}

/// What the database fills in, or computes.
fn filled_by(column: &Column) -> String {
    match (&column.generated, &column.default) {
        (Some(expression), _) if column.is_virtual => format!("computed when it is read: {}", Code(expression)),
        (Some(expression), _) => format!("computed: {}", Code(expression)),
        (None, Some(default)) => Code(default).to_string(),
        (None, None) => String::new(),
    }
}

fn holds(page: &Page<'_>, table: &Table, column: &Column) -> String {
    let mut parts = vec![cell(&column.doc)];
    parts.extend(added(table, column));
    parts.extend(counted(column));
    parts.extend(numbered(table, column));
    parts.extend(in_transition(column));
    parts.extend(labels(page, column));
    if let Some(Copied { column: from, why }) = &column.copied {
        parts.push(format!("A copy of {}: {}.", Code(from), cell(why)));
    }
    parts.extend(refers(page, table, column));
    let waived = column.waivers.iter();
    parts.extend(
        waived.map(|Waiver { code, name, reason }| format!("Waived {} ({code}): {}.", Code(name), cell(reason))),
    );
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

/// What nobody documents, since it is the same everywhere.
fn added(table: &Table, column: &Column) -> Option<String> {
    let text = match column.field() {
        _ if !column.doc.is_empty() => return None,
        CREATED_AT => "When the row was inserted.",
        UPDATED_AT if column.no_trigger => "When it last changed; the program sets it, and no trigger does.",
        UPDATED_AT => "When it last changed; a trigger sets it.",
        DELETED_AT => "When it was deleted; NULL while it is live.",
        "id" if table.key == ["id"] => "The key, a UUIDv7: made by the program, in the order of time.",
        _ if table.tenant_column() == Some(&column.name) => "The tenant.",
        _ => return None,
    };
    Some(text.to_owned())
}

fn counted(column: &Column) -> Option<String> {
    let how = match column.sequence? {
        Sequence::Identity => "an identity",
        Sequence::IdentityByDefault => "an identity that SQL may state",
        Sequence::Serial => "by a sequence of its own",
    };
    Some(format!("Counted by the database, {how}."))
}

fn numbered(table: &Table, column: &Column) -> Option<String> {
    let Number { per, no_gaps, .. } = column.number.as_ref()?;
    let per: String = per.iter().map(|name| format!(" and {}", Code(name))).collect();
    let gaps = if *no_gaps { ", without gaps: no row is deleted for good" } else { "" };
    let counter = table.counter_of(&column.name);
    Some(format!(
        "Numbered by the database, per tenant{per}{gaps}. It never changes. {} has the last ones.",
        Code(&counter)
    ))
}

/// What differs while two releases run on one database. An old name is documented as such.
fn in_transition(column: &Column) -> Option<String> {
    match column.transition.as_ref()? {
        Transition::OldName { .. } => None,
        Transition::Filled { value, until } => {
            Some(format!("Until {}, a trigger replaces NULL by {}.", cell(until), Code(value)))
        }
        Transition::Retired { reason } => Some(format!("Retired: {}.", cell(reason))),
    }
}

fn labels(page: &Page<'_>, column: &Column) -> Option<String> {
    let labels = &page.database.enum_of(&column.sql_type)?.labels;
    Some(format!("One of {}.", labels.iter().map(|label| Code(label).to_string()).collect::<Vec<_>>().join(", ")))
}

fn refers(page: &Page<'_>, table: &Table, column: &Column) -> Option<String> {
    let mut own =
        table.references.iter().filter(|reference| matches!(reference.declared(), [only] if *only == column.name));
    own.next().map(|reference| format!("→ {}", page.link(reference.target())))
}
