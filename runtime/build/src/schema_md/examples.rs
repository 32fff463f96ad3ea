//! Queries as the program writes them, and their SQL.

use std::fmt::Write;

use super::page::Table;
use super::table::title;
use crate::definition::{IndexColumn, IndexMethod};
use crate::example;
use crate::physical::{self, Purpose};
use crate::{SqlType, TableDef};

/// So many are shown.
const MOST: usize = 5;

/// A call and the SQL that it sends.
struct Example {
    call: String,
    sql: String,
}

pub(super) fn section(text: &mut String, table: &Table<'_>) {
    let examples = of(table);
    if examples.is_empty() {
        return;
    }
    title(text, "Examples");
    text.push_str("```rust\n");
    for (at, Example { call, sql }) in examples.iter().enumerate() {
        writeln!(text, "{}{call}{}", if at > 0 { "\n" } else { "" }, commented(sql)).ok();
    }
    text.push_str("```\n\n");
}

/// The SQL below the call, a line for each clause.
fn commented(sql: &str) -> String {
    let lines = sql.replace('\n', " ").replacen(" WHERE ", "\n//     WHERE ", 1).replacen(
        " ORDER BY ",
        "\n//     ORDER BY ",
        1,
    );
    format!("// {lines}")
}

fn of(table: &Table<'_>) -> Vec<Example> {
    let def = table.def;
    let lists = newest(def).into_iter().chain(lists(def)).chain(children(table));
    let mut examples: Vec<_> = find(def).into_iter().chain(finders(def)).chain(lists).collect();
    examples.truncate(MOST);
    examples
}

/// A page of the list that every table with a key of ours has.
fn newest(def: &'static TableDef) -> Option<Example> {
    let is_root = def.tenant_column() == Some("id");
    let ours = def.column("id").is_some_and(|column| column.sql_type == SqlType::Uuid);
    (def.key == ["id"] && ours && !is_root).then(|| list(def, &[], &["id"]))
}

/// The rows of one parent, for the first reference that has an index of its own.
fn children(table: &Table<'_>) -> Option<Example> {
    let mut columns = table.layout.indexes.iter().filter_map(|index| match index.purpose {
        Purpose::Reference { columns, .. } => Some(columns),
        Purpose::Declared => None,
    });
    columns.next().map(|columns| list(table.def, columns, &[]))
}

fn find(def: &TableDef) -> Option<Example> {
    let key = match (def.tenant_column() == def.key.first().copied(), def.key) {
        (_, []) => return None,
        (true, [_]) => String::new(),
        (_, [one]) => field(def, one).to_owned(),
        (_, several) => {
            format!("({})", several.iter().map(|name| field(def, name)).collect::<Vec<_>>().join(", "))
        }
    };
    Some(Example { call: call(def, "find", &[key], ".fetch_optional(&mut tx)"), sql: example::find(def) })
}

fn finders(def: &TableDef) -> impl Iterator<Item = Example> + '_ {
    let unique = def.indexes.iter().enumerate().filter(|(_, index)| index.unique && index.is_over_columns());
    unique.filter_map(|(place, index)| {
        let tenant = def.tenant_column();
        let names: Vec<_> =
            index.columns.iter().map(|column| column.name).filter(|name| Some(*name) != tenant).collect();
        let values: Vec<_> = names.iter().map(|name| field(def, name).to_owned()).collect();
        let method = format!("find_by_{}", values.join("_and_"));
        let call = call(def, &method, &values, ".fetch_optional(&mut tx)");
        (!names.is_empty()).then(|| Example { call, sql: example::finder(def, place) })
    })
}

/// For each index that an order or a value is read by.
fn lists(def: &'static TableDef) -> impl Iterator<Item = Example> {
    let plain = |index: &&crate::definition::IndexDef| {
        !index.unique && index.only.is_none() && index.is_over_columns() && index.method == IndexMethod::Btree
    };
    def.indexes.iter().filter(plain).map(move |index| over(def, index.columns))
}

fn over(def: &'static TableDef, columns: &[IndexColumn]) -> Example {
    let own: Vec<_> = columns.iter().filter(|column| Some(column.name) != physical::leading_tenant(def)).collect();
    let ordered = own.iter().rev().take_while(|column| column.descending).count();
    let names: Vec<_> = own.iter().map(|column| column.name).collect();
    let (equal, ordered) = names.split_at(names.len() - ordered);
    list(def, equal, ordered)
}

/// The rows with a value in each of the first columns, in the order of the others.
fn list(def: &'static TableDef, equal: &[&'static str], ordered: &[&'static str]) -> Example {
    let constant = |name: &str| format!("{}::{}", def.rust_name, field(def, name).to_uppercase());
    let mut rest = String::new();
    for name in equal {
        write!(rest, "\n    .filter({}.eq({}))", constant(name), field(def, name)).ok();
    }
    for name in ordered {
        write!(rest, "\n    .order_by({}.desc())", constant(name)).ok();
    }
    rest.push_str("\n    .limit(20)\n    .fetch_all(&mut tx)");
    Example { call: call(def, "select", &[], &rest), sql: example::list(def, equal, ordered) }
}

/// What the program calls the column.
fn field<'a>(def: &'a TableDef, column: &'a str) -> &'a str {
    def.column(column).map_or(column, |column| column.field)
}

/// `Product::find(tenant, id).fetch_optional(&mut tx).await?;`
fn call(def: &TableDef, method: &str, values: &[String], rest: &str) -> String {
    let tenant = def.tenant_column().map(|_| "tenant".to_owned());
    let values: Vec<_> = tenant.into_iter().chain(values.iter().filter(|value| !value.is_empty()).cloned()).collect();
    let lines = if rest.starts_with('\n') { "\n    " } else { "" };
    format!("{}::{method}({}){rest}{lines}.await?;\n", def.rust_name, values.join(", "))
}
