//! The oldest version of PostgreSQL that has what the tables have.

use peristyle_build::model::Postgres;
use serde_json::Value;

use super::plan::{Column, Plan, Table, has_period, is_enforced};
use crate::catalog::Kind;

/// What `min` in `schema!` states.
pub(super) fn min(plan: &Plan<'_>) -> Postgres {
    plan.tables.iter().map(of_table).max().unwrap_or_default()
}

fn of_table(table: &Table<'_>) -> Postgres {
    let is_partitioned = table.object.facts.contains_key("partitioned by");
    let is_new = table.references().any(|(_, one)| has_period(one) || is_partitioned && !one.is("valid"))
        || table.columns.iter().any(|column| column.object.is("virtual"))
        || table.parts.values().any(|object| object.detail.get("without_overlaps") == Some(&Value::Bool(true)))
        || table.parts.values().any(|one| !is_enforced(one));
    let parts = table.parts.iter().filter(|((kind, _), _)| matches!(kind, Kind::Check | Kind::Index));
    let parts = parts.filter_map(|(_, object)| object.text("definition"));
    let columns = table.columns.iter().flat_map(expressions);
    let functions = Postgres::with_functions_of(parts.chain(columns));
    if is_new { functions.max(Postgres::V18) } else { functions }
}

fn expressions<'a>(column: &Column<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    let object = column.object;
    ["default", "generated"].into_iter().filter_map(|fact| object.text(fact))
}
