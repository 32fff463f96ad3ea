//! What an index is for and what it costs, in words.

use std::fmt::Write;

use super::page::Page;
use super::wording::{Code, cell, codes, sentence, title};
use crate::condition::reads;
use crate::model::{Deferrable, Index, IndexColumn, Key, Lookup, Nulls, Table};

pub(super) fn section(text: &mut String, page: &Page<'_>, table: &Table) {
    title(text, "Indexes");
    text.push_str("| index | serves | written on |\n|---|---|---|\n");
    for (key, serves) in [(&table.primary_key, "the row of a key"), (&table.tenant_key, "references by tenant and id")]
    {
        if let Some(key) = key {
            self::key(text, table, key, serves);
        }
    }
    for index in &table.indexes {
        let (over, serves) = (columns(index), serves(page, table, index));
        writeln!(text, "| {}<br>{over} | {serves} | {} |", Code(&index.name), costs(table, index)).ok();
    }
    text.push('\n');
}

fn key(text: &mut String, table: &Table, key: &Key, serves: &str) {
    let of_tenant = match (table.leading_tenant(), key.columns.first()) {
        (Some(tenant), Some(first)) if first == tenant => ", and all rows of a tenant",
        _ => "",
    };
    let of_first = match &table.key[..] {
        [first, _, ..] => format!(", the rows of one {}", Code(first)),
        _ => String::new(),
    };
    let over = key.columns.join(", ");
    writeln!(text, "| {}<br>({over}) | {serves}{of_first}{of_tenant} | every insert |", Code(&key.name)).ok();
}

/// `(organization_id, created_at desc)`
fn columns(index: &Index) -> String {
    let columns: Vec<_> = index.columns.iter().map(column).collect();
    let mut text = format!("({})", columns.join(", "));
    if index.without_overlaps {
        let columns: Vec<_> = index.columns.iter().map(indexed).collect();
        text = format!("({} without overlaps)", columns.join(", "));
    } else if !index.is_btree() {
        text.insert_str(0, &format!("{} ", index.method));
    }
    if !index.include.is_empty() {
        write!(text, " with {}", index.include.join(", ")).ok();
    }
    cell(&text)
}

fn column(column: &IndexColumn) -> String {
    let mut text = indexed(column).to_owned();
    if let Some(collation) = &column.collation {
        write!(text, " collate {collation}").ok();
    }
    if let Some(ops) = &column.ops {
        write!(text, " {ops}").ok();
    }
    text.push_str(if column.descending { " desc" } else { "" });
    text.push_str(match column.nulls {
        None => "",
        Some(Nulls::First) => " nulls first",
        Some(Nulls::Last) => " nulls last",
    });
    if let Some(operator) = &column.operator {
        write!(text, " with {operator}").ok();
    }
    text
}

/// What is indexed: a column or an expression.
fn indexed(column: &IndexColumn) -> &str {
    column.expression.as_ref().unwrap_or(&column.name)
}

/// Which queries it is there for.
fn serves(page: &Page<'_>, table: &Table, index: &Index) -> String {
    if let Some(reference) = table.reference_of(index) {
        let (columns, others) = (codes(index.for_reference.iter().map(AsRef::as_ref)), others(table, index));
        let link = page.link(reference.target());
        return format!(
            "the rows that refer to one of {link} by {columns}{others}: lists, and the server's own look-up when that row is deleted"
        );
    }
    if index.for_lookup {
        return "a look-up of tenants, which reads the rows of all of them".to_owned();
    }
    let mut text = if index.doc.is_empty() { String::new() } else { format!("{}<br>", cell(&index.doc)) };
    text.push_str(&rows(table, index));
    text.push_str(&if index.exclusion { String::new() } else { asked_by(table, index) });
    if let Some(only) = &index.only {
        write!(text, ", where {} (which the filter of a query has to say)", Code(only)).ok();
    }
    text.push_str(if index.unique { "; no two rows agree" } else { "" });
    text.push_str(if table.is_global(index) { ", of whatever tenant" } else { "" });
    text.push_str(if index.nulls_not_distinct { ", NULL with NULL too" } else { "" });
    text.push_str(when_checked(index.constraint));
    if let Some(lookup) = &index.tenant_lookup {
        write!(
            text,
            "; {} returns {} before the tenant is known",
            Code(&format!("{}()", lookup.function)),
            returned(lookup)
        )
        .ok();
    }
    text
}

const fn returned(lookup: &Lookup) -> &'static str {
    match (lookup.queue, lookup.several) {
        (true, _) => "the tenants of the waiting rows",
        (false, true) => "the tenants of a value",
        (false, false) => "the tenant of a value",
    }
}

/// The rest of a junction's key.
fn others(table: &Table, index: &Index) -> String {
    let tenant = table.leading_tenant();
    let rest = index.columns.iter().map(|column| &column.name).filter(|name| !index.for_reference.contains(name));
    let rest = codes(rest.map(AsRef::as_ref).filter(|name| Some(*name) != tenant));
    if rest.is_empty() { rest } else { format!(", with their {rest}") }
}

const fn when_checked(constraint: Option<Deferrable>) -> &'static str {
    match constraint {
        Some(Deferrable::Immediate) => "; the check can be put off",
        Some(Deferrable::Deferred) => "; checked when the transaction ends",
        None | Some(Deferrable::Never) => "",
    }
}

/// `no two rows of a tenant with the same `product_id` have periods that overlap`
fn periods(table: &Table, index: &Index, rows: &str) -> String {
    let tenant = table.leading_tenant().filter(|_| !table.is_global(index));
    let own: Vec<_> = index.declared().filter(|column| Some(column.name.as_ref()) != tenant).collect();
    let equal = own.split_last().map(|(_, equal)| equal).filter(|equal| !equal.is_empty());
    let with_same = equal.map(|equal| format!(" with the same {}", words(equal))).unwrap_or_default();
    format!("no two {rows}{with_same} have periods that overlap")
}

/// `the live rows of a tenant`; of an exclusion `no two live rows of a tenant are alike in all of them`
fn rows(table: &Table, index: &Index) -> String {
    let live = if table.soft_delete() && !table.covers_deleted(index) { "live " } else { "" };
    let tenant = table.leading_tenant().is_some() && !table.is_global(index);
    let of_tenant = if tenant { " of a tenant" } else { "" };
    match (index.exclusion, index.unique) {
        (true, _) if index.without_overlaps => periods(table, index, &format!("{live}rows{of_tenant}")),
        (true, _) => format!("no two {live}rows{of_tenant} are alike in all of them"),
        (false, true) => format!("the {live}row{of_tenant}"),
        (false, false) => format!("the {live}rows{of_tenant}"),
    }
}

/// `` by `status`, the newest `created_at` first ``
fn asked_by(table: &Table, index: &Index) -> String {
    let tenant = table.leading_tenant().filter(|_| !table.is_global(index));
    // What was declared: the tenant in front and the key behind an order are there for every index.
    let own: Vec<_> = index.declared().filter(|column| Some(column.name.as_ref()) != tenant).collect();
    match index.method.as_ref() {
        "btree" => in_order(table, &own),
        "gin" => format!(" by what is in {}", words(&own)),
        "gist" | "spgist" => format!(" by what {} overlaps, holds or is near", words(&own)),
        "brin" => format!(" by a range of {}, if rows are stored in its order", words(&own)),
        "hash" => format!(" by one {}", words(&own)),
        _ => format!(" by {}", words(&own)),
    }
}

fn in_order(table: &Table, columns: &[&IndexColumn]) -> String {
    let ordered = columns.iter().rev().take_while(|column| column.descending).count();
    let (equal, ordered) = columns.split_at(columns.len() - ordered);
    let mut text = if equal.is_empty() { String::new() } else { format!(" by {}", words(equal)) };
    for column in ordered {
        let most = if is_time(table, column) { "newest" } else { "greatest" };
        write!(text, ", the {most} {} first", words(&[*column])).ok();
    }
    text
}

fn words(columns: &[&IndexColumn]) -> String {
    sentence(columns.iter().map(|column| Code(indexed(column)).to_string()))
}

fn is_time(table: &Table, column: &IndexColumn) -> bool {
    let times = ["date", "time", "timestamp", "timestamptz"];
    let base = table.column(&column.name).and_then(|column| column.sql_type.base());
    base.is_some_and(|base| times.contains(&base))
}

/// When it is written: at every insert that it covers, and when one of its columns changes.
fn costs(table: &Table, index: &Index) -> String {
    let covered = index.only.is_some() || !index.is_declared();
    let narrow = index.predicate.is_some() && covered;
    let insert = if narrow { "the insert of a row that it covers" } else { "every insert" };
    let (deleted, changed): (Vec<_>, Vec<_>) =
        changing(table, index).into_iter().partition(|name| table.deleted_at() == Some(*name));
    let mut text = insert.to_owned();
    if !changed.is_empty() {
        write!(text, "; a change of {}", codes(changed).replace(" and ", " or ")).ok();
    }
    text.push_str(if deleted.is_empty() { "" } else { "; a soft delete" });
    text
}

/// The columns that can change: of the index itself and of its condition.
fn changing<'a>(table: &'a Table, index: &Index) -> Vec<&'a str> {
    let fixed = |name: &str| {
        let is_numbered = table.column(name).is_some_and(|column| column.number.is_some());
        let is_kept = is_numbered || table.numbers_by(name) || table.created_at() == Some(name);
        is_kept || table.is_in_key(name) || table.tenant_column() == Some(name)
    };
    let included = index.include.iter().map(AsRef::as_ref);
    let own: Vec<_> = index.columns.iter().flat_map(IndexColumn::columns).chain(included).collect();
    let predicate = index.predicate.as_deref().unwrap_or_default();
    let names = table.struct_columns().map(|column| column.name.as_ref());
    names.filter(|name| !table.append_only && (own.contains(name) || reads(predicate, name)) && !fixed(name)).collect()
}
