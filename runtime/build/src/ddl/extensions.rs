//! The extensions that the tables need, and that the script does not create: a statement at its head says which of them the database lacks.
//!
//! Without it the server names a type, an operator class or an access method, and never the extension that has it.

use std::collections::BTreeMap;
use std::fmt::{Formatter, Result};

use super::idempotent::dollar;
use super::script::Script;
use crate::model::{Index, SqlType, Table};
use crate::quote::{Identifier, Literal};

/// The message of the check, before the names of the extensions.
pub(crate) const CHECK: &str = "the script needs extensions that this database lacks: ";

/// The hint of the check, before the statements. `peristyle-cli` shows these by themselves.
#[doc(hidden)]
pub const EXTENSIONS_HINT: &str = "Run this first in this database, as its owner or as a superuser: ";

/// Types, as they are written without parentheses, and their extension.
const TYPES: [(&str, &str); 15] = [
    ("citext", "citext"),
    ("cube", "cube"),
    ("ean13", "isn"),
    ("geography", "postgis"),
    ("geometry", "postgis"),
    ("halfvec", "vector"),
    ("hstore", "hstore"),
    ("isbn", "isn"),
    ("isbn13", "isn"),
    ("issn", "isn"),
    ("lquery", "ltree"),
    ("ltree", "ltree"),
    ("seg", "seg"),
    ("sparsevec", "vector"),
    ("vector", "vector"),
];

/// Operator classes and their extension.
const CLASSES: [(&str, &str); 9] = [
    ("gin_trgm_ops", "pg_trgm"),
    ("gist_trgm_ops", "pg_trgm"),
    ("gin__int_ops", "intarray"),
    ("gist__int_ops", "intarray"),
    ("gist__intbig_ops", "intarray"),
    ("vector_cosine_ops", "vector"),
    ("vector_ip_ops", "vector"),
    ("vector_l1_ops", "vector"),
    ("vector_l2_ops", "vector"),
];

/// Types of PostgreSQL that gist has operator classes of in `btree_gist` only.
const SCALARS: [&str; 8] =
    ["uuid", "smallint", "integer", "bigint", "text", "date", "timestamp with time zone", "timestamptz"];

/// The extensions, each with the first thing that is needed of it, and a condition that is true where the database has that.
fn needed<'script>(script: &'script Script<'_>) -> BTreeMap<&'static str, (&'script str, String)> {
    let database = script.checked.database();
    let mut needed = BTreeMap::new();
    for table in &database.tables {
        for column in &table.columns {
            if let Some((name, extension)) = extension_of(&column.sql_type) {
                needed.entry(extension).or_insert_with(|| (name, format!("to_regtype({}) IS NOT NULL", Literal(name))));
            }
        }
        for index in &table.indexes {
            for column in index.columns.iter().filter_map(|column| column.ops.as_deref()) {
                let class = column.rsplit('.').next().unwrap_or(column);
                if let Some((_, extension)) = CLASSES.iter().find(|(known, _)| *known == class) {
                    let is_there =
                        format!("EXISTS (SELECT FROM pg_catalog.pg_opclass WHERE opcname = {})", Literal(class));
                    needed.entry(*extension).or_insert((class, is_there));
                }
            }
            if let Some(sql_type) = gist_of_a_scalar(table, index) {
                let is_there = format!(
                    "EXISTS (SELECT FROM pg_catalog.pg_opclass c JOIN pg_catalog.pg_am a ON a.oid = c.opcmethod \
                     WHERE a.amname = 'gist' AND c.opcdefault AND c.opcintype = {}::regtype)",
                    Literal(sql_type)
                );
                needed.entry("btree_gist").or_insert(("btree_gist", is_there));
            }
        }
    }
    // SQL of the user may create it, before the tables or in front of one of them.
    let extras: Vec<String> = database
        .tables
        .iter()
        .flat_map(|table| &table.sql)
        .chain(&database.sql)
        .map(|extra| extra.sql.to_ascii_lowercase())
        .collect();
    needed.retain(|extension, (name, _)| !extras.iter().any(|sql| sql.contains(*extension) || sql.contains(*name)));
    needed
}

/// The extension of a type. `vector(3)` and `citext[]` are of the same as `vector` and `citext`.
fn extension_of(sql_type: &SqlType) -> Option<(&str, &'static str)> {
    match sql_type {
        SqlType::Array(element) => extension_of(element),
        SqlType::Enum { .. } => None,
        SqlType::Scalar(name) => {
            let whole = name.split(['(', '[']).next().unwrap_or(name).trim_end();
            let last = whole.rsplit('.').next().unwrap_or(whole);
            TYPES.iter().find(|(known, _)| *known == last).map(|(_, extension)| (whole, *extension))
        }
    }
}

/// The type of a column of a gist index that has no operator class of PostgreSQL.
fn gist_of_a_scalar<'table>(table: &'table Table, index: &Index) -> Option<&'table str> {
    let plain = index.columns.iter().filter(|column| column.ops.is_none() && column.expression.is_none());
    let mut types = plain.filter_map(|column| match &table.column(&column.name)?.sql_type {
        SqlType::Scalar(name) => SCALARS.contains(&&**name).then_some(&**name),
        SqlType::Enum { .. } | SqlType::Array(_) => None,
    });
    types.next().filter(|_| index.method == "gist" || index.without_overlaps)
}

/// Raises an error with the statements to run if an extension is missing, before anything is created.
pub(super) fn check(f: &mut Formatter<'_>, script: &Script<'_>) -> Result {
    let needed = needed(script);
    if needed.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = needed
        .iter()
        .map(|(name, (_, is_there))| {
            let create = format!("CREATE EXTENSION {};", Identifier(name));
            format!("({}, {}, {is_there})", Literal(name), Literal(&create))
        })
        .collect();
    let body = format!(
        "
DECLARE
    names text;
    statements text;
BEGIN
    SELECT string_agg(extension, ', '), string_agg(statement, ' ') INTO names, statements
        FROM (VALUES {}) AS needed (extension, statement, is_there)
        WHERE NOT is_there;
    IF names IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'undefined_object',
            MESSAGE = '{CHECK}' || names,
            HINT = '{EXTENSIONS_HINT}' || statements;
    END IF;
END
",
        rows.join(",\n            ")
    );
    let quote = dollar(&body);
    writeln!(f, "\nDO {quote}{body}{quote};")
}
