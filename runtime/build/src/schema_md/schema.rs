//! What is said of the whole schema.

use std::fmt::Write;

use super::page::Page;
use super::wording::{Code, cell, codes, count, prose, summary};
use crate::model::{Column, Enum, Name, Postgres, Table, Tenancy, Text, Waiver};

const HEAD: &str = "# The schema

Written by peristyle from the tables of the program: change them there, not here.

";

pub(super) fn head(text: &mut String, page: &Page<'_>) {
    text.push_str(HEAD);
    let min = page.database.min;
    if min > Postgres::default() {
        write!(text, "For PostgreSQL {min} or later.\n\n").ok();
    }
    let mut parts = vec![format!("[{}](#tables)", count(page.sections.len(), "table"))];
    for (number, noun, anchor) in [
        (page.database.enums.len(), "enum type", "enum-types"),
        (all_waivers(page).count(), "waiver", "waivers"),
        (page.advice.len(), "piece of advice", "advice"),
    ] {
        if number > 0 {
            parts.push(format!("[{}](#{anchor})", count(number, noun).replace("piece of advices", "pieces of advice")));
        }
    }
    text.push_str(&parts.join(" · "));
    text.push_str("\n\n");
}

pub(super) fn contents(text: &mut String, page: &Page<'_>) {
    text.push_str("## Tables\n\n| table | struct | whose rows | what it holds |\n|---|---|---|---|\n");
    for table in &page.database.tables {
        let (link, whose, doc) = (page.link(table.qualified()), whose(page, table), summary(&table.doc));
        let of = if table.history_of.is_some() { "versions of " } else { "" };
        writeln!(text, "| {link} | {of}{} | {whose} | {doc} |", Code(&table.rust_name)).ok();
    }
    text.push_str(CONTENTS_END);
}

const CONTENTS_END: &str = "
What holds for all of them:

- A delete is for good only where nothing else is said: a table with `deleted_at` keeps its rows, and only sets it. What happens *when the row is deleted* is about
  real deletes; a soft delete leaves the rows that refer to it as they are.
- An index costs a write for every row that it covers. An update that changes a column of some index, or of its condition, writes to every index of the
  table; one that changes none of them writes to no index while there is room on the page.
- A column takes NULL only where the table says `yes`.
- In the SQL of the examples `…` stands for all columns of the table, `$1`, `$2` for the values; quotes and casts are left out.

";

fn whose(page: &Page<'_>, table: &Table) -> String {
    match (&table.tenancy, table.tenancy.root_name()) {
        (Tenancy::Root { .. }, _) => "the tenants".to_owned(),
        (_, Some(_)) if page.roots == 1 => "a tenant's".to_owned(),
        (_, Some(root)) => format!("a tenant's ({})", page.link(root)),
        _ => "everybody's".to_owned(),
    }
}

pub(super) fn enums(text: &mut String, page: &Page<'_>) {
    if page.database.enums.is_empty() {
        return;
    }
    text.push_str("## Enum types\n\nThe labels in their order, which is how PostgreSQL compares and sorts them.\n\n");
    text.push_str("| type | labels | what it says | columns |\n|---|---|---|---|\n");
    for one in &page.database.enums {
        let name = one.qualified().to_string();
        let (labels, doc, used) = (labels_of(&one.labels), cell(&one.doc), users(page, one));
        writeln!(text, "| {} | {labels} | {doc} | {used} |", Code(&name)).ok();
    }
    text.push('\n');
}

fn labels_of(labels: &[Text]) -> String {
    labels.iter().map(|label| Code(label).to_string()).collect::<Vec<_>>().join(", ")
}

/// The columns of an enum type.
fn users(page: &Page<'_>, one: &Enum) -> String {
    let mut users = Vec::new();
    for table in &page.database.tables {
        let of_it = |column: &&Column| column.sql_type.enum_name() == Some(one.qualified());
        let columns = table.columns.iter().filter(of_it);
        users.extend(columns.map(|column| format!("{} {}", page.link(table.qualified()), Code(&column.name))));
    }
    users.join(", ")
}

/// Each waiver, with where it stands: a table, a column, an enum type.
fn all_waivers<'a>(page: &'a Page<'_>) -> impl Iterator<Item = (String, &'a Waiver)> {
    let of_enums = page.database.enums.iter().flat_map(|one| {
        let name = Code(&one.qualified().to_string()).to_string();
        one.waivers.iter().map(move |waiver| (name.clone(), waiver))
    });
    page.database.tables.iter().flat_map(|table| of_table(page, table)).chain(of_enums)
}

fn of_table<'a>(page: &Page<'_>, table: &'a Table) -> impl Iterator<Item = (String, &'a Waiver)> + use<'a> {
    let name = page.link(table.qualified());
    let own = table.waivers.iter().map(|waiver| (None, waiver));
    let of_column = |column: &'a Column| column.waivers.iter().map(move |waiver| (Some(&column.name), waiver));
    own.chain(table.columns.iter().flat_map(of_column)).map(move |(column, waiver)| {
        let column = column.map(|column| format!(" {}", Code(column))).unwrap_or_default();
        (format!("{name}{column}"), waiver)
    })
}

pub(super) fn waivers(text: &mut String, page: &Page<'_>) {
    let mut waivers = all_waivers(page).peekable();
    if waivers.peek().is_none() {
        return;
    }
    text.push_str("## Waivers\n\nRules of the rule book that do not hold somewhere, and why. Each code has its page: `peristyle::rules::T03`.\n\n");
    text.push_str("| where | rule | why |\n|---|---|---|\n");
    for (place, Waiver { code, name, reason }) in waivers {
        writeln!(text, "| {place} | {code} {} | {} |", Code(name), cell(reason)).ok();
    }
    text.push('\n');
}

pub(super) fn advice(text: &mut String, page: &Page<'_>) {
    if page.advice.is_empty() {
        return;
    }
    text.push_str("## Advice\n\nWhat may be so, and mostly should not; the tables tell what it is. Each code has its page: `peristyle_build::advice::A02`.\n\n");
    text.push_str("| advice | tables |\n|---|---|\n");
    for same in page.advice.chunk_by(|one, next| one.code == next.code) {
        let mut tables: Vec<_> = same.iter().map(|advice| page.link(advice.table.as_name())).collect();
        tables.dedup();
        writeln!(text, "| {} {} | {} |", same[0].code, Code(same[0].name), tables.join(", ")).ok();
    }
}

/// The documentation of a struct, and a sentence on what it is.
pub(super) fn purpose(text: &mut String, page: &Page<'_>, table: &Table) {
    let doc = prose(&table.doc);
    if !doc.is_empty() {
        write!(text, "{doc}\n\n").ok();
    }
    write!(text, "{} · {} · a row is named by {}", Code(&table.rust_name), whose_rows(page, table), key(table)).ok();
    text.push_str(if table.append_only { " · append-only" } else { "" });
    if let Some(versions) = table.history_name() {
        let versions = page.link(Name { schema: table.schema.as_deref(), name: &versions });
        write!(text, " · versions are kept in {versions}").ok();
    }
    text.push_str(if table.history_of.is_some() { " · written by a trigger" } else { "" });
    text.push_str(if table.soft_delete() { " · deleted rows are kept" } else { "" });
    text.push_str("\n\n");
}

fn key(table: &Table) -> String {
    if table.key.is_empty() { "nothing".to_owned() } else { codes(table.key.iter().map(AsRef::as_ref)) }
}

fn whose_rows(page: &Page<'_>, table: &Table) -> String {
    match (&table.tenancy, table.tenancy.root_name(), table.tenant_column()) {
        (Tenancy::Root { .. }, ..) => "its rows are the tenants".to_owned(),
        (_, Some(root), Some(column)) => format!("each row belongs to one of {} ({})", page.link(root), Code(column)),
        _ => "everybody's rows".to_owned(),
    }
}
