//! What is said of the whole schema.

use std::fmt::Write;

use super::page::Page;
use super::wording::{Code, cell, codes, count, prose, summary};
use crate::definition::{Tenancy, WaiverDef};
use crate::{EnumDef, TableDef, ddl};

const HEAD: &str = "# The schema

Written by peristyle from the tables of the program: change them there, not here.

";

pub(super) fn head(text: &mut String, page: &Page<'_>) {
    text.push_str(HEAD);
    let mut parts = vec![format!("[{}](#tables)", count(page.tables.len(), "table"))];
    for (number, noun, anchor) in [
        (page.enums.len(), "enum type", "enum-types"),
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
    for table in &page.tables {
        let def = table.def;
        let (link, whose, doc) = (page.link(def.qualified()), whose(page, def), summary(def.doc));
        writeln!(text, "| {link} | {} | {whose} | {doc} |", Code(def.rust_name)).ok();
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
- In the SQL of the examples `…` stands for all columns of the table, `$1`, `$2` for the values.

";

fn whose(page: &Page<'_>, def: &TableDef) -> String {
    match def.tenancy {
        Tenancy::Root { .. } => "the tenants".to_owned(),
        Tenancy::Tenant { .. } if page.roots == 1 => "a tenant's".to_owned(),
        Tenancy::Tenant { root_name, .. } => format!("a tenant's ({})", page.link(root_name)),
        _ => "everybody's".to_owned(),
    }
}

pub(super) fn enums(text: &mut String, page: &Page<'_>) {
    if page.enums.is_empty() {
        return;
    }
    text.push_str("## Enum types\n\nThe labels in their order, which is how PostgreSQL compares and sorts them.\n\n");
    text.push_str("| type | labels | what it says | columns |\n|---|---|---|---|\n");
    for definition in &page.enums {
        let EnumDef { labels, doc, .. } = **definition;
        let name = definition.qualified().to_string();
        let (labels, doc, used) = (labels_of(labels), cell(doc), users(page, definition));
        writeln!(text, "| {} | {labels} | {doc} | {used} |", Code(&name)).ok();
    }
    text.push('\n');
}

fn labels_of(labels: &[&str]) -> String {
    labels.iter().map(|label| Code(label).to_string()).collect::<Vec<_>>().join(", ")
}

/// The columns of an enum type.
fn users(page: &Page<'_>, definition: &EnumDef) -> String {
    let mut users = Vec::new();
    for table in &page.tables {
        let of_it = |column: &&crate::ColumnDef| ddl::enum_of(column.sql_type) == Some(definition);
        let columns = table.def.columns.iter().filter(of_it);
        users.extend(columns.map(|column| format!("{} {}", page.link(table.def.qualified()), Code(column.name))));
    }
    users.join(", ")
}

/// Each waiver, with where it stands: a table, a column, an enum type.
fn all_waivers<'a>(page: &'a Page<'_>) -> impl Iterator<Item = (String, WaiverDef)> + 'a {
    let of_enums = page.enums.iter().flat_map(|definition| {
        let name = Code(&definition.qualified().to_string()).to_string();
        definition.waivers.iter().map(move |waiver| (name.clone(), *waiver))
    });
    page.tables.iter().flat_map(|table| of_table(page, table.def)).chain(of_enums)
}

fn of_table(page: &Page<'_>, def: &'static TableDef) -> impl Iterator<Item = (String, WaiverDef)> + use<> {
    let name = page.link(def.qualified()).to_string();
    let own = def.waivers.iter().map(move |waiver| (None, *waiver));
    let of_column =
        |column: &'static crate::ColumnDef| column.waivers.iter().map(|waiver| (Some(column.name), *waiver));
    own.chain(def.columns.iter().flat_map(of_column)).map(move |(column, waiver)| {
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
    for (place, WaiverDef { code, name, reason }) in waivers {
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
        let mut tables: Vec<_> = same.iter().map(|advice| page.link(advice.table)).collect();
        tables.dedup();
        writeln!(text, "| {} {} | {} |", same[0].code, Code(same[0].name), tables.join(", ")).ok();
    }
}

/// The documentation of a struct, and a sentence on what it is.
pub(super) fn purpose(text: &mut String, page: &Page<'_>, def: &TableDef) {
    let doc = prose(def.doc);
    if !doc.is_empty() {
        write!(text, "{doc}\n\n").ok();
    }
    write!(text, "{} · {} · a row is named by {}", Code(def.rust_name), whose_rows(page, def), key(def)).ok();
    text.push_str(if def.append_only { " · append-only" } else { "" });
    text.push_str(if def.soft_delete() { " · deleted rows are kept" } else { "" });
    text.push_str("\n\n");
}

fn key(def: &TableDef) -> String {
    if def.key.is_empty() { "nothing".to_owned() } else { codes(def.key.iter().copied()) }
}

fn whose_rows(page: &Page<'_>, def: &TableDef) -> String {
    match def.tenancy {
        Tenancy::Root { .. } => "its rows are the tenants".to_owned(),
        Tenancy::Tenant { column, root_name, .. } => {
            format!("each row belongs to one of {} ({})", page.link(root_name), Code(column))
        }
        _ => "everybody's rows".to_owned(),
    }
}
