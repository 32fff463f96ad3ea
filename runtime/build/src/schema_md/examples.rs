//! Queries as the program writes them, and their SQL.

use std::fmt::Write;

use super::wording::title;
use crate::model::{Column, Index, IndexColumn, Table};
use crate::quote::Identifier;

/// So many are shown.
const MOST: usize = 5;

/// A call and the SQL that it sends, without quotes and casts.
struct Example {
    call: String,
    sql: String,
}

pub(super) fn section(text: &mut String, table: &Table) {
    let examples = of(table);
    if examples.is_empty() {
        return;
    }
    title(text, "Examples");
    text.push_str("```rust\n");
    for (at, Example { call, sql }) in examples.iter().enumerate() {
        writeln!(text, "{}{call}// {sql}", if at > 0 { "\n" } else { "" }).ok();
    }
    text.push_str("```\n\n");
}

fn of(table: &Table) -> Vec<Example> {
    let lists = newest(table).into_iter().chain(lists(table)).chain(children(table));
    let mut examples: Vec<_> = find(table).into_iter().chain(finders(table)).chain(lists).collect();
    examples.truncate(MOST);
    examples
}

/// A page of the list that every table with a key of ours has.
fn newest(table: &Table) -> Option<Example> {
    let is_root = table.tenant_column() == Some("id");
    let ours = table.column("id").is_some_and(|column| column.sql_type.is("uuid"));
    (table.key == ["id"] && ours && !is_root).then(|| list(table, &[], &["id"]))
}

/// The rows of one parent, for the first reference that has an index of its own.
fn children(table: &Table) -> Option<Example> {
    let index = table.indexes.iter().find(|index| !index.is_declared())?;
    let columns: Vec<_> = index.for_reference.iter().map(AsRef::as_ref).collect();
    Some(list(table, &columns, &[]))
}

fn find(table: &Table) -> Option<Example> {
    let by_tenant = table.tenant_column() == table.key.first().map(AsRef::as_ref);
    let fields: Vec<_> = table.key.iter().map(|name| field(table, name)).collect();
    let key = match (by_tenant, &fields[..]) {
        (_, []) => return None,
        (true, [_]) => String::new(),
        (_, [one]) => (*one).to_owned(),
        (_, several) => format!("({})", several.join(", ")),
    };
    let mut sql = Sql::of(table);
    table.key.iter().for_each(|column| sql.equals(column));
    let call = call(table, "find", &[key], ".fetch_optional(&mut tx)");
    Some(Example { call, sql: sql.live(table) })
}

fn finders(table: &Table) -> impl Iterator<Item = Example> + '_ {
    let unique = |index: &&Index| index.unique && index.is_declared() && index.is_over_columns();
    table.indexes.iter().filter(unique).filter_map(move |index| finder(table, index))
}

fn finder(table: &Table, index: &Index) -> Option<Example> {
    let names: Vec<_> = own(table, index).map(|column| column.name.as_ref()).collect();
    let values: Vec<_> = names.iter().map(|name| field(table, name).to_owned()).collect();
    let call = call(table, &format!("find_by_{}", values.join("_and_")), &values, ".fetch_optional(&mut tx)");
    let mut sql = Sql::of(table);
    names.iter().for_each(|column| sql.equals(column));
    if let Some(only) = &index.only {
        sql.and(&format!("({only})"));
    }
    (!names.is_empty()).then(|| Example { call, sql: sql.live(table) })
}

/// The declared columns without the tenant's.
fn own<'a>(table: &'a Table, index: &'a Index) -> impl Iterator<Item = &'a IndexColumn> {
    let tenant = table.tenant_column();
    index.declared().filter(move |column| Some(column.name.as_ref()) != tenant)
}

/// For each index that an order or a value is read by.
fn lists(table: &Table) -> impl Iterator<Item = Example> + '_ {
    let plain = |index: &&Index| {
        !index.unique && index.is_declared() && index.only.is_none() && index.is_over_columns() && index.is_btree()
    };
    table.indexes.iter().filter(plain).map(move |index| over(table, index))
}

fn over(table: &Table, index: &Index) -> Example {
    let leading = table.leading_tenant();
    let own: Vec<_> = index.declared().filter(|column| Some(column.name.as_ref()) != leading).collect();
    let ordered = own.iter().rev().take_while(|column| column.descending).count();
    let names: Vec<_> = own.iter().map(|column| column.name.as_ref()).collect();
    let (equal, ordered) = names.split_at(names.len() - ordered);
    list(table, equal, ordered)
}

/// The rows with a value in each of the first columns, in the order of the others.
fn list(table: &Table, equal: &[&str], ordered: &[&str]) -> Example {
    let constant = |name: &str| format!("{}::{}", table.rust_name, field(table, name).to_uppercase());
    let mut rest = String::new();
    for name in equal {
        write!(rest, "\n    .filter({}.eq({}))", constant(name), field(table, name)).ok();
    }
    for name in ordered {
        write!(rest, "\n    .order_by({}.desc())", constant(name)).ok();
    }
    rest.push_str("\n    .limit(20)\n    .fetch_all(&mut tx)");
    Example { call: call(table, "select", &[], &rest), sql: list_sql(table, equal, ordered) }
}

fn list_sql(table: &Table, equal: &[&str], ordered: &[&str]) -> String {
    let mut sql = Sql::of(table);
    // A list names the live rows before the values.
    sql.text = sql.live(table);
    equal.iter().for_each(|column| sql.equals(column));
    let ordered: Vec<_> = ordered.iter().map(|column| format!("{} DESC", Identifier(column))).collect();
    if !ordered.is_empty() {
        write!(sql.text, "\n//     ORDER BY {}", ordered.join(", ")).ok();
    }
    write!(sql.text, " LIMIT ${}", sql.values + 1).ok();
    sql.text
}

/// A SELECT, with the tenant's condition first.
#[derive(Clone)]
struct Sql {
    text: String,
    values: usize,
    conditions: usize,
}

impl Sql {
    fn of(table: &Table) -> Self {
        let mut sql =
            Self { text: format!("SELECT … FROM {}", table.qualified().quoted()), values: 0, conditions: 0 };
        if let Some(tenant) = table.tenant_column() {
            sql.equals(tenant);
        }
        sql
    }

    fn equals(&mut self, column: &str) {
        self.values += 1;
        let condition = format!("{} = ${}", Identifier(column), self.values);
        self.and(&condition);
    }

    fn and(&mut self, condition: &str) {
        let word = if self.conditions == 0 { "\n//     WHERE " } else { " AND " };
        self.conditions += 1;
        self.text.push_str(word);
        self.text.push_str(condition);
    }

    /// Of a table that keeps deleted rows the others only.
    fn live(&mut self, table: &Table) -> String {
        if let Some(deleted_at) = table.deleted_at() {
            self.and(&format!("{} IS NULL", Identifier(deleted_at)));
        }
        self.text.clone()
    }
}

/// What the program calls the column.
fn field<'a>(table: &'a Table, column: &'a str) -> &'a str {
    table.column(column).map_or(column, Column::field)
}

/// `Product::find(tenant, id).fetch_optional(&mut tx).await?;`
fn call(table: &Table, method: &str, values: &[String], rest: &str) -> String {
    let tenant = table.tenant_column().map(|_| "tenant".to_owned());
    let values: Vec<_> = tenant.into_iter().chain(values.iter().filter(|value| !value.is_empty()).cloned()).collect();
    let lines = if rest.starts_with('\n') { "\n    " } else { "" };
    format!("{}::{method}({}){rest}{lines}.await?;\n", table.rust_name, values.join(", "))
}
