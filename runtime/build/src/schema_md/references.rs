use std::fmt::Write;

use super::page::{Page, Section};
use super::wording::{cell, codes, sentence, title};
use crate::model::{Deferrable, OnDelete, OnUpdate, Reference, Referring, Table};

/// Both ways: what the table refers to, and what refers to it.
pub(super) fn section(text: &mut String, page: &Page<'_>, section: &Section<'_>) {
    outgoing(text, page, section.table);
    incoming(text, page, section);
}

fn outgoing(text: &mut String, page: &Page<'_>, table: &Table) {
    // That a tenant's rows go with it is said once, of the root.
    let told = |reference: &&Reference| {
        !table.is_of_tenant(reference) || reference.on_delete != OnDelete::Cascade || !reference.why.is_empty()
    };
    let mut references = table.references.iter().filter(told).peekable();
    if references.peek().is_none() {
        return;
    }
    title(text, "Refers to");
    text.push_str("| by | a row of | when that is deleted | why |\n|---|---|---|---|\n");
    for reference in references {
        let (columns, target) = (codes(reference.declared().iter().map(AsRef::as_ref)), target(page, reference));
        writeln!(text, "| {columns} | {target} | {} | {} |", acts(table, reference), cell(&reference.why)).ok();
    }
    text.push('\n');
}

/// The table, with the columns where they are not its key.
fn target(page: &Page<'_>, reference: &Reference) -> String {
    let link = page.link(reference.target());
    let columns = &reference.target_columns[reference.columns.len() - reference.declared().len()..];
    if columns == ["id"] { link } else { format!("{link} ({})", codes(columns.iter().map(AsRef::as_ref))) }
}

fn acts(table: &Table, reference: &Reference) -> String {
    let mut text = match reference.on_delete {
        _ if reference.period => "it cannot be if the period of this row is then not covered".to_owned(),
        OnDelete::Cascade => "this row is deleted too".to_owned(),
        OnDelete::SetNull => format!("{} becomes NULL", codes(table.nullable_of(reference))),
        OnDelete::Restrict => "it cannot be while this row is there".to_owned(),
        OnDelete::NoAction => "it cannot be if this row is there afterwards".to_owned(),
    };
    text.push_str(match reference.on_update {
        OnUpdate::Cascade => "; a change of its key is followed",
        OnUpdate::SetNull => "; a change of its key leaves NULL",
        OnUpdate::NoAction | OnUpdate::Restrict => "",
    });
    text.push_str(match reference.deferrable {
        Deferrable::Immediate => "; the check can be put off",
        Deferrable::Deferred => "; checked when the transaction ends",
        Deferrable::Never => "",
    });
    text.push_str(if reference.ignores_soft_delete { "; a soft delete changes nothing" } else { "" });
    text.push_str(if reference.not_enforced {
        "; not enforced: rows may refer to nothing, and nothing follows a delete"
    } else {
        ""
    });
    text.push_str(if reference.not_valid { "; older rows may refer to nothing" } else { "" });
    text
}

fn incoming(text: &mut String, page: &Page<'_>, section: &Section<'_>) {
    if section.incoming.is_empty() {
        return;
    }
    title(text, "Referred to by");
    text.push_str("| table | by | a row here has | when it is deleted, they |\n|---|---|---|---|\n");
    for (from, reference) in &section.incoming {
        let declared = reference.declared().iter().map(AsRef::as_ref);
        let (link, columns) = (page.link(from.qualified()), codes(declared));
        let how_many = how_many(page, from, reference);
        writeln!(text, "| {link} | {columns} | {how_many} | {} |", happens(reference)).ok();
    }
    text.push('\n');
}

/// Of a junction also what it leads to.
fn how_many(page: &Page<'_>, from: &Table, reference: &Reference) -> String {
    let in_key = |other: &Reference| from.key.len() > 1 && other.declared().iter().all(|name| from.is_in_key(name));
    let others = from.references.iter().filter(|other| other.name != reference.name && in_key(other));
    let others = sentence(others.map(|other| page.link(other.target())));
    match from.referring(reference) {
        Referring::AtMostOne => "at most one".to_owned(),
        Referring::OneOfEachTenant => "at most one of each tenant".to_owned(),
        Referring::AnyNumber if others.is_empty() || !in_key(reference) => "any number of them".to_owned(),
        Referring::AnyNumber => format!("any number of {others} through them"),
    }
}

const fn happens(reference: &Reference) -> &'static str {
    match reference.on_delete {
        OnDelete::Cascade => "are deleted too",
        OnDelete::SetNull => "stay, and refer to nothing",
        OnDelete::Restrict | OnDelete::NoAction => "forbid it",
    }
}
