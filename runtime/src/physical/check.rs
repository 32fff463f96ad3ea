use super::{condition, name};
use crate::TableDef;
use crate::definition::{CheckDef, ColumnDef, SqlType};
use crate::quote::Identifier;

/// A CHECK constraint.
#[derive(Debug)]
pub struct Check {
    pub name: String,
    pub columns: Vec<&'static str>,
    pub condition: String,
    /// The message for the user; empty if none is declared.
    pub message: &'static str,
    /// Whether it was not declared: the elements of an array are not NULL.
    pub generated: bool,
    /// Whether the rows that were there are not held to it.
    pub not_valid: bool,
    /// Whether no row is held to it.
    pub not_enforced: bool,
}

/// The declared checks, then one for each array: its elements are not NULL.
pub(super) fn of(def: &TableDef) -> Vec<Check> {
    let mut checks: Vec<_> = def.checks.iter().map(|check| declared(def, check)).collect();
    let is_checked = |column: &&ColumnDef| matches!(column.sql_type, SqlType::Array(_)) && !column.unchecked_elements;
    let arrays = def.columns.iter().filter(is_checked);
    let of_arrays: Vec<_> = {
        let taken: Vec<_> = checks.iter().map(|check| check.name.as_str()).collect();
        arrays.map(|column| elements(def, column, &taken)).collect()
    };
    checks.extend(of_arrays);
    checks
}

fn declared(def: &TableDef, check: &CheckDef) -> Check {
    let generated = || name::generated(def.name, check.columns.iter().copied(), "check");
    Check {
        name: check.name.map_or_else(generated, str::to_owned),
        columns: check.columns.to_vec(),
        condition: condition::sql(check.condition),
        message: check.message,
        generated: false,
        not_valid: check.not_valid,
        not_enforced: check.not_enforced,
    }
}

/// `array_position` needs a type that can be compared.
const fn comparable(column: &ColumnDef) -> &'static str {
    match column.sql_type {
        SqlType::Array(SqlType::Json | SqlType::Named(_)) => "::text[]",
        _ => "",
    }
}

fn elements(def: &TableDef, column: &ColumnDef, taken: &[&str]) -> Check {
    Check {
        name: name::untaken(name::generated(def.name, [column.name], "check"), taken),
        columns: vec![column.name],
        condition: format!("array_position({}{}, NULL) IS NULL", Identifier(column.name), comparable(column)),
        message: "an element must not be NULL",
        generated: true,
        not_valid: false,
        not_enforced: false,
    }
}
