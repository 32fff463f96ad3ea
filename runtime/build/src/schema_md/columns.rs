use std::fmt::Write;

use super::page::{Page, Table};
use super::wording::{Code, cell};
use crate::definition::{Denormalized, Sequence, WaiverDef};
use crate::{ColumnDef, ddl, physical};

pub(super) fn section(text: &mut String, page: &Page<'_>, table: &Table<'_>) {
    text.push_str("| column | type | null | default | what it holds |\n|---|---|---|---|---|\n");
    for column in table.def.stored_columns() {
        let (name, mut sql_type) = (Code(column.name), ddl::type_name(column.sql_type));
        if let Some(collation) = column.collation {
            sql_type = format!("{sql_type} collate {collation}").into();
        }
        let null = if column.nullable { "yes" } else { "" };
        let default = filled_by(column);
        writeln!(text, "| {name} | {} | {null} | {default} | {} |", Code(&sql_type), holds(page, table, column)).ok();
    }
    text.push('\n');
}

/// What the database fills in, or computes.
fn filled_by(column: &ColumnDef) -> String {
    match (physical::generated(column), physical::default(column)) {
        (Some(expression), _) => format!("computed: {}", Code(&expression)),
        (None, Some(default)) => Code(default).to_string(),
        (None, None) => String::new(),
    }
}

fn holds(page: &Page<'_>, table: &Table<'_>, column: &ColumnDef) -> String {
    let mut parts = vec![cell(column.doc)];
    parts.extend(added(table, column));
    parts.extend(counted(column));
    parts.extend(labels(column));
    if let Some(Denormalized { column: from, why }) = column.denormalized {
        parts.push(format!("A copy of {}: {}.", Code(from), cell(why)));
    }
    parts.extend(refers(page, table, column));
    let waived = column.waivers.iter();
    parts.extend(
        waived.map(|WaiverDef { code, name, reason }| format!("Waived {} ({code}): {}.", Code(name), cell(reason))),
    );
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

/// What nobody documents, since it is the same everywhere.
fn added(table: &Table<'_>, column: &ColumnDef) -> Option<String> {
    let text = match column.name {
        _ if !column.doc.is_empty() => return None,
        "created_at" => "When the row was inserted.",
        "updated_at" => "When it last changed; a trigger sets it.",
        "deleted_at" => "When it was deleted; NULL while it is live.",
        "id" if table.def.key == ["id"] => "The key, a UUIDv7: made by the program, in the order of time.",
        _ if table.def.tenant_column() == Some(column.name) => "The tenant.",
        _ => return None,
    };
    Some(text.to_owned())
}

fn counted(column: &ColumnDef) -> Option<String> {
    let how = match column.sequence? {
        Sequence::Identity => "an identity",
        Sequence::IdentityByDefault => "an identity that SQL may state",
        _ => "by a sequence of its own",
    };
    Some(format!("Counted by the database, {how}."))
}

fn labels(column: &ColumnDef) -> Option<String> {
    let labels = ddl::enum_of(column.sql_type)?.labels;
    Some(format!("One of {}.", labels.iter().map(|label| Code(label).to_string()).collect::<Vec<_>>().join(", ")))
}

fn refers(page: &Page<'_>, table: &Table<'_>, column: &ColumnDef) -> Option<String> {
    let mut own = table.layout.references.iter().filter(|reference| reference.declared == [column.name]);
    own.next().map(|reference| format!("→ {}", page.link(reference.target)))
}
