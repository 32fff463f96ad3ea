//! The SQL that makes what a facts file states.

use std::fmt::Write;

use serde_json::Value;

use super::file::{list, name};

/// Types, tables, indexes and constraints, in an order in which they run.
pub fn script(text: &str) -> String {
    let file: Value = serde_json::from_str(text).unwrap();
    let mut sql = String::new();
    for one in list(&file, "enums") {
        let values = texts(&one["values"]).map(literal).collect::<Vec<_>>().join(", ");
        writeln!(sql, "CREATE TYPE {} AS ENUM ({values});", ident(one)).unwrap();
    }
    for one in list(&file, "domains") {
        write!(sql, "CREATE DOMAIN {} AS {}", ident(one), text_of(one, "base")).unwrap();
        for check in list(one, "checks") {
            write!(sql, " CHECK ({})", text_of(check, "expr")).unwrap();
        }
        sql.push_str(";\n");
    }
    list(&file, "tables").for_each(|one| table(one, &mut sql));
    // What they refer to is there.
    list(&file, "tables").for_each(|one| references(one, &mut sql));
    sql
}

fn table(one: &Value, sql: &mut String) {
    let table = ident(one);
    let sequences = list(one, "columns").filter_map(|column| {
        let sequence = column["owned_sequence"].as_str()?;
        Some((format!("{}.{}", quoted(text_of(one, "schema")), quoted(sequence)), column))
    });
    let sequences: Vec<_> = sequences.collect();
    for (sequence, column) in &sequences {
        writeln!(sql, "CREATE SEQUENCE {sequence} AS {};", text_of(column, "type")).unwrap();
    }
    let columns: Vec<_> = list(one, "columns").map(column).collect();
    let by = one["partition"]["by"].as_str().map(|by| format!(" PARTITION BY {by}")).unwrap_or_default();
    let unlogged = if one["unlogged"] == true { "UNLOGGED " } else { "" };
    let options = texts(&one["storage_options"]).collect::<Vec<_>>().join(", ");
    let options = if options.is_empty() { options } else { format!(" WITH ({options})") };
    writeln!(sql, "CREATE {unlogged}TABLE {table} ({}){by}{options};", columns.join(", ")).unwrap();
    for (sequence, column) in &sequences {
        writeln!(sql, "ALTER SEQUENCE {sequence} OWNED BY {table}.{};", quoted(text_of(column, "name"))).unwrap();
    }
    let children = list(&one["partition"], "children");
    for child in children {
        let name = format!("{}.{}", quoted(text_of(one, "schema")), quoted(text_of(child, "name")));
        writeln!(sql, "CREATE TABLE {name} PARTITION OF {table} {};", text_of(child, "bound")).unwrap();
    }
    let mut add = |part: &Value, what: String| {
        writeln!(sql, "ALTER TABLE {table} ADD CONSTRAINT {} {what};", quoted(text_of(part, "name"))).unwrap();
    };
    let deferrable =
        |part: &Value| part["deferrable"].as_str().map(|when| format!(" DEFERRABLE {when}")).unwrap_or_default();
    let key = &one["primary_key"];
    if !key.is_null() {
        add(key, format!("PRIMARY KEY ({}){}", names(&key["columns"]), deferrable(key)));
    }
    for part in list(one, "unique_constraints") {
        let nulls = if part["nulls_not_distinct"] == true { " NULLS NOT DISTINCT" } else { "" };
        add(part, format!("UNIQUE{nulls} ({}){}", names(&part["columns"]), deferrable(part)));
    }
    for part in list(one, "exclusion_constraints") {
        add(part, text_of(part, "definition").to_owned());
    }
    for part in list(one, "checks") {
        add(part, format!("CHECK ({})", text_of(part, "expr")));
    }
    list(one, "indexes").for_each(|part| index(part, &table, sql));
    let security = &one["row_level_security"];
    for (key, words) in [("enabled", "ENABLE"), ("forced", "FORCE")] {
        if security[key] == true {
            writeln!(sql, "ALTER TABLE {table} {words} ROW LEVEL SECURITY;").unwrap();
        }
    }
}

fn column(one: &Value) -> String {
    let mut text = format!("{} {}", quoted(text_of(one, "name")), text_of(one, "type"));
    if let Some(collation) = one["collation"].as_str() {
        write!(text, " COLLATE {}", quoted(collation)).unwrap();
    }
    if one["not_null"] == true {
        text.push_str(" NOT NULL");
    }
    if let Some(expression) = one["generated"]["expr"].as_str() {
        write!(text, " GENERATED ALWAYS AS ({expression}) STORED").unwrap();
    }
    if let Some(identity) = one["identity"].as_str() {
        write!(text, " GENERATED {identity} AS IDENTITY").unwrap();
    }
    if let Some(default) = one["default"].as_str() {
        write!(text, " DEFAULT {default}").unwrap();
    }
    text
}

fn index(one: &Value, table: &str, sql: &mut String) {
    let key = |key: &Value| {
        let mut text = match key["column"].as_str() {
            Some(column) => quoted(column),
            None => format!("({})", text_of(key, "expression")),
        };
        if let Some(collation) = key["collation"].as_str() {
            write!(text, " COLLATE {}", quoted(collation)).unwrap();
        }
        for word in ["opclass", "order"] {
            write!(text, " {}", key[word].as_str().unwrap_or_default()).unwrap();
        }
        match key["nulls"].as_str() {
            Some(place) => format!("{text} NULLS {place}"),
            None => text,
        }
    };
    let keys: Vec<_> = list(one, "keys").map(key).collect();
    let unique = if one["unique"] == true { "UNIQUE " } else { "" };
    let (name, method) = (quoted(text_of(one, "name")), text_of(one, "method"));
    write!(sql, "CREATE {unique}INDEX {name} ON {table} USING {method} ({})", keys.join(", ")).unwrap();
    if one["include"].is_array() {
        write!(sql, " INCLUDE ({})", names(&one["include"])).unwrap();
    }
    if one["nulls_not_distinct"] == true {
        sql.push_str(" NULLS NOT DISTINCT");
    }
    let options = texts(&one["with"]).collect::<Vec<_>>().join(", ");
    if !options.is_empty() {
        write!(sql, " WITH ({options})").unwrap();
    }
    if let Some(predicate) = one["where"].as_str() {
        write!(sql, " WHERE {predicate}").unwrap();
    }
    sql.push_str(";\n");
}

fn references(one: &Value, sql: &mut String) {
    for part in list(one, "foreign_keys") {
        let (columns, target) = (names(&part["columns"]), &part["references"]);
        let to = format!("{}.{}", quoted(text_of(target, "schema")), quoted(text_of(target, "table")));
        let when = part["deferrable"].as_str().map(|when| format!(" DEFERRABLE {when}")).unwrap_or_default();
        writeln!(
            sql,
            "ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY ({columns}) REFERENCES {to} ({}) ON DELETE {} ON UPDATE {}{when};",
            ident(one),
            quoted(text_of(part, "name")),
            names(&target["columns"]),
            text_of(part, "on_delete"),
            text_of(part, "on_update"),
        )
        .unwrap();
    }
}

fn text_of<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no `{key}` in {value}"))
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}

fn names(columns: &Value) -> String {
    texts(columns).map(quoted).collect::<Vec<_>>().join(", ")
}

/// `public."Album"` of `public.Album`.
fn ident(one: &Value) -> String {
    let name = name(one);
    let (schema, table) = name.split_once('.').unwrap();
    format!("{}.{}", quoted(schema), quoted(table))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
