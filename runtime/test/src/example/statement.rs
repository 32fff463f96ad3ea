//! The SQL that inserts the rows of a plan.

use std::collections::HashMap;

use peristyle::__build_v0::quote::{Identifier, Qualified};
use peristyle::{ColumnDef, SqlType, TableDef};

use super::plan::Plan;

/// A value that the caller declared.
#[derive(Debug, Clone)]
pub(crate) struct Fixed {
    /// As SQL.
    pub(crate) sql: String,
    /// As text, for checks in Rust.
    pub(crate) text: Option<String>,
}

pub(crate) type AllFixed = HashMap<usize, Fixed>;

/// The name of a table in SQL.
pub(crate) fn name(def: &TableDef) -> String {
    Qualified { schema: def.schema, name: def.name }.to_string()
}

/// The columns that are sent, by their places: those that are not fixed.
pub(crate) fn sent(plan: &Plan, fixed: &AllFixed) -> Vec<usize> {
    let is_sent = |at: &usize| !fixed.contains_key(at) && !plan.has_database_default(*at);
    plan.columns.iter().copied().filter(is_sent).collect()
}

/// Inserts any number of rows, an array of texts for each column, and returns all columns of the rows in their order.
pub(crate) fn insert(plan: &Plan, fixed: &AllFixed, rows: usize) -> String {
    let columns: Vec<_> = plan.columns.iter().filter(|at| is_written(plan, fixed, **at)).collect();
    let values = columns.iter().map(|at| value(plan, fixed, **at)).collect::<Vec<_>>().join(", ");
    let names = columns.iter().map(|at| Identifier(plan.def.columns[**at].name).to_string()).collect::<Vec<_>>();
    let list = if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
    let source = source(&sent(plan, fixed), rows);
    format!(
        "INSERT INTO {}{list} SELECT {values} FROM {source} ORDER BY o RETURNING {}",
        name(plan.def),
        returned(plan.def)
    )
}

/// Selects the places, from one, of the rows that satisfy the checks which only the server can evaluate.
pub(crate) fn check(plan: &Plan, fixed: &AllFixed, rows: usize) -> String {
    let columns = plan.def.columns.iter().enumerate().map(|(at, column)| {
        let value = match is_written(plan, fixed, at) && plan.columns.contains(&at) {
            true => value(plan, fixed, at),
            false => format!("NULL::{}", cast(column.sql_type)),
        };
        format!("{value} AS \"{}\"", column.name.replace('"', "\"\""))
    });
    let columns = columns.collect::<Vec<_>>().join(", ");
    let checks = plan.server_checks.iter().map(|check| format!("({check}) IS NOT FALSE"));
    let checks = checks.collect::<Vec<_>>().join(" AND ");
    format!("SELECT o FROM (SELECT {columns}, o FROM {}) AS r WHERE {checks}", source(&sent(plan, fixed), rows))
}

fn is_written(plan: &Plan, fixed: &AllFixed, at: usize) -> bool {
    fixed.contains_key(&at) || !plan.has_database_default(at)
}

fn value(plan: &Plan, fixed: &AllFixed, at: usize) -> String {
    let cast = cast(plan.def.columns[at].sql_type);
    match fixed.get(&at) {
        Some(fixed) => format!("({})::{cast}", fixed.sql),
        None => format!("u.c{at}::{cast}"),
    }
}

fn source(sent: &[usize], rows: usize) -> String {
    if sent.is_empty() {
        return format!("generate_series(1, {rows}) AS u(o)");
    }
    let arrays = (1..=sent.len()).map(|number| format!("${number}::text[]")).collect::<Vec<_>>().join(", ");
    let names = sent.iter().map(|at| format!("c{at}")).collect::<Vec<_>>().join(", ");
    format!("unnest({arrays}) WITH ORDINALITY AS u({names}, o)")
}

/// All columns as the types that the drivers read, and the text of each that the database sets.
fn returned(def: &TableDef) -> String {
    let columns = def.columns.iter().enumerate().map(|(at, column)| {
        let name = Identifier(column.name);
        let read = match cast(column.carrier) == cast(column.sql_type) {
            true => name.to_string(),
            false => format!("{name}::{} AS {name}", cast(column.carrier)),
        };
        if is_returned(column) { format!("{read}, {name}::text AS __text_{at}") } else { read }
    });
    columns.collect::<Vec<_>>().join(", ")
}

/// Whether the text of the column comes from the database.
pub(crate) fn is_returned(column: &ColumnDef) -> bool {
    column.is_set_by_database()
}

/// The type that a text is cast to. A length is left to the column, because an explicit cast truncates.
pub(crate) fn cast(sql_type: SqlType) -> String {
    match sql_type {
        SqlType::Varchar(_) | SqlType::Char(_) => "text".to_owned(),
        SqlType::NumericSized(..) => "numeric".to_owned(),
        SqlType::TimeSized(_) => "time".to_owned(),
        SqlType::TimestampSized(_) => "timestamp".to_owned(),
        SqlType::TimestampTzSized(_) => "timestamptz".to_owned(),
        SqlType::Enum(definition) => Qualified { schema: definition.schema, name: definition.name }.to_string(),
        SqlType::Array(element) => format!("{}[]", cast(*element)),
        SqlType::Named(name) => match name.to_ascii_lowercase().split('(').next().unwrap_or_default().trim() {
            "varchar" | "char" | "character" | "bpchar" | "character varying" => "text".to_owned(),
            _ => name.to_owned(),
        },
        other => other.name().into_owned(),
    }
}
