//! What an index is for and what it costs, in words.

use std::fmt::Write;

use super::page::{Page, Table};
use super::table::title;
use super::wording::{Code, cell, codes, sentence};
use crate::definition::{Deferrable, IndexColumn, IndexMethod, Nulls};
use crate::physical::{Index, Key, Purpose};
use crate::{SqlType, TableDef, physical};

pub(super) fn section(text: &mut String, page: &Page<'_>, table: &Table<'_>) {
    title(text, "Indexes");
    text.push_str("| index | serves | written on |\n|---|---|---|\n");
    let layout = table.layout;
    if !layout.primary_key.columns.is_empty() {
        key(text, table.def, &layout.primary_key, "the row of a key");
    }
    if let Some(key) = &layout.tenant_key {
        self::key(text, table.def, key, "references by tenant and id");
    }
    for index in &layout.indexes {
        let (over, serves) = (columns(index), serves(page, table.def, index));
        writeln!(text, "| {}<br>{over} | {serves} | {} |", Code(&index.name), costs(table.def, index)).ok();
    }
    text.push('\n');
}

fn key(text: &mut String, def: &TableDef, key: &Key, serves: &str) {
    let of_tenant = match physical::leading_tenant(def) {
        Some(tenant) if key.columns.first() == Some(&tenant) => ", and all rows of a tenant",
        _ => "",
    };
    let of_first = match def.key {
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
    if index.said.method != IndexMethod::Btree {
        text.insert_str(0, &format!("{} ", index.said.method.name()));
    }
    if !index.said.include.is_empty() {
        write!(text, " with {}", index.said.include.join(", ")).ok();
    }
    cell(&text)
}

fn column(column: &IndexColumn) -> String {
    let indexed = column.expression.map_or_else(|| column.name.to_owned(), |expression| physical::sql(expression.sql));
    let mut text = indexed;
    if let Some(collation) = column.collation {
        write!(text, " collate {collation}").ok();
    }
    if let Some(ops) = column.ops {
        write!(text, " {ops}").ok();
    }
    text.push_str(if column.descending { " desc" } else { "" });
    text.push_str(match column.nulls {
        None => "",
        Some(Nulls::First) => " nulls first",
        Some(Nulls::Last) => " nulls last",
    });
    if let Some(operator) = column.operator {
        write!(text, " with {operator}").ok();
    }
    text
}

/// Which queries it is there for.
fn serves(page: &Page<'_>, def: &TableDef, index: &Index) -> String {
    let mut text = match index.purpose {
        _ if !index.said.doc.is_empty() => format!("{}<br>", cell(index.said.doc)),
        Purpose::Reference { columns, target } => {
            let others = others(def, index, columns);
            return format!(
                "the rows that refer to one of {} by {}{others}: lists, and the server's own look-up when that row is deleted",
                page.link(target),
                codes(columns.iter().copied())
            );
        }
        Purpose::Declared => String::new(),
    };
    text.push_str(&rows(def, index));
    text.push_str(&if index.said.exclusion { String::new() } else { asked_by(def, index) });
    if let Some(only) = index.said.only {
        write!(text, ", where {} (which the filter of a query has to say)", Code(&physical::sql(only))).ok();
    }
    text.push_str(if index.unique { "; no two rows agree" } else { "" });
    text.push_str(if index.said.global && physical::leading_tenant(def).is_some() {
        ", of whatever tenant"
    } else {
        ""
    });
    text.push_str(if index.said.nulls_not_distinct { ", NULL with NULL too" } else { "" });
    text.push_str(when_checked(index.said.constraint));
    text
}

/// The rest of a junction's key.
fn others(def: &TableDef, index: &Index, columns: &[&str]) -> String {
    let tenant = physical::leading_tenant(def);
    let rest = index.columns.iter().map(|column| column.name);
    let rest = codes(rest.filter(|name| !columns.contains(name) && Some(*name) != tenant));
    if rest.is_empty() { rest } else { format!(", with their {rest}") }
}

const fn when_checked(constraint: Option<Deferrable>) -> &'static str {
    match constraint {
        Some(Deferrable::Immediate) => "; the check can be put off",
        Some(Deferrable::Deferred) => "; checked when the transaction ends",
        _ => "",
    }
}

/// `the live rows of a tenant`; of an exclusion `no two live rows of a tenant are alike in all of them`
fn rows(def: &TableDef, index: &Index) -> String {
    let live = if def.soft_delete() && !index.said.including_deleted { "live " } else { "" };
    let tenant = physical::leading_tenant(def).is_some() && !index.said.global;
    let of_tenant = if tenant { " of a tenant" } else { "" };
    match (index.said.exclusion, index.unique) {
        (true, _) => format!("no two {live}rows{of_tenant} are alike in all of them"),
        (false, true) => format!("the {live}row{of_tenant}"),
        (false, false) => format!("the {live}rows{of_tenant}"),
    }
}

/// `` by `status`, the newest `created_at` first ``
fn asked_by(def: &TableDef, index: &Index) -> String {
    let tenant = physical::leading_tenant(def).filter(|_| !index.said.global);
    // What was declared: the tenant in front and the key behind an order are there for every index.
    let own = index.said.columns.iter().filter(|column| Some(column.name) != tenant);
    let own: Vec<_> = own.copied().collect();
    match index.said.method {
        IndexMethod::Btree => in_order(def, &own),
        IndexMethod::Gin => format!(" by what is in {}", words(&own)),
        IndexMethod::Gist | IndexMethod::SpGist => format!(" by what {} overlaps, holds or is near", words(&own)),
        IndexMethod::Brin => format!(" by a range of {}, if rows are stored in its order", words(&own)),
        IndexMethod::Hash => format!(" by one {}", words(&own)),
        _ => format!(" by {}", words(&own)),
    }
}

fn in_order(def: &TableDef, columns: &[IndexColumn]) -> String {
    let ordered = columns.iter().rev().take_while(|column| column.descending).count();
    let (equal, ordered) = columns.split_at(columns.len() - ordered);
    let mut text = if equal.is_empty() { String::new() } else { format!(" by {}", words(equal)) };
    for column in ordered {
        let most = if is_time(def, column) { "newest" } else { "greatest" };
        write!(text, ", the {most} {} first", words(std::slice::from_ref(column))).ok();
    }
    text
}

fn words(columns: &[IndexColumn]) -> String {
    let indexed = columns.iter().map(|column| match column.expression {
        Some(expression) => Code(&physical::sql(expression.sql)).to_string(),
        None => Code(column.name).to_string(),
    });
    sentence(indexed)
}

fn is_time(def: &TableDef, column: &IndexColumn) -> bool {
    let times = [SqlType::Date, SqlType::Time, SqlType::Timestamp, SqlType::TimestampTz];
    def.column(column.name).is_some_and(|column| times.contains(&column.sql_type))
}

/// When it is written: at every insert that it covers, and when one of its columns changes.
fn costs(def: &TableDef, index: &Index) -> String {
    let covered = index.said.only.is_some() || matches!(index.purpose, Purpose::Reference { .. });
    let narrow = index.predicate.is_some() && covered;
    let insert = if narrow { "the insert of a row that it covers" } else { "every insert" };
    let (deleted, changed): (Vec<_>, Vec<_>) = changing(def, index).into_iter().partition(|name| *name == "deleted_at");
    let mut text = insert.to_owned();
    if !changed.is_empty() {
        write!(text, "; a change of {}", codes(changed).replace(" and ", " or ")).ok();
    }
    text.push_str(if deleted.is_empty() { "" } else { "; a soft delete" });
    text
}

/// The columns that can change: of the index itself and of its condition.
fn changing(def: &TableDef, index: &Index) -> Vec<&'static str> {
    let fixed = |name: &str| name == "created_at" || def.key.contains(&name) || def.tenant_column() == Some(name);
    let included = index.said.include.iter().copied();
    let own = index.columns.iter().flat_map(IndexColumn::columns).chain(included).collect::<Vec<_>>();
    let predicate = index.predicate.as_deref().unwrap_or_default();
    let names = def.columns.iter().map(|column| column.name);
    names.filter(|name| !def.append_only && !fixed(name) && (own.contains(name) || mentions(predicate, name))).collect()
}

/// Whether a condition reads a column of that name: as a word of its own.
fn mentions(sql: &str, name: &str) -> bool {
    let part = |letter: char| letter.is_alphanumeric() || letter == '_';
    sql.match_indices(name).any(|(at, _)| {
        let (before, after) = (&sql[..at], &sql[at + name.len()..]);
        !before.ends_with(part) && !after.starts_with(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_mentions_whole_names() {
        assert!(mentions("status = 'active' AND deleted_at IS NULL", "status"));
        assert!(mentions("a IS NULL", "a") && !mentions("deleted_at IS NULL", "deleted"));
    }
}
