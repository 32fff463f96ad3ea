//! A row that is not inserted, as SQL.

use peristyle::__build_v0::quote::{Identifier, Literal};

use super::plan::Plan;
use super::statement::{cast, name};

/// An INSERT of one row, whose values can be replaced.
#[derive(Debug, Clone)]
pub(crate) struct Fresh {
    table: String,
    columns: Vec<(String, String)>,
}

impl Fresh {
    pub(crate) fn of(plan: &Plan, row: &[Option<String>]) -> Self {
        let is_written = |at: &&usize| !plan.has_database_default(**at);
        let columns = plan.columns.iter().filter(is_written).map(|at| {
            let column = &plan.def.columns[*at];
            let value = match &row[*at] {
                Some(text) => format!("{}::{}", Literal(text), cast(column.sql_type)),
                None => "NULL".to_owned(),
            };
            (column.name.to_owned(), value)
        });
        Self { table: name(plan.def), columns: columns.collect() }
    }

    /// Replaces the value of a column, as SQL.
    pub(crate) fn set(&mut self, column: &str, value: &str) {
        self.columns.retain(|(name, _)| name != column);
        self.columns.push((column.to_owned(), value.to_owned()));
    }

    pub(crate) fn sql(&self) -> String {
        let names = self.columns.iter().map(|(name, _)| Identifier(name).to_string()).collect::<Vec<_>>().join(", ");
        let values = self.columns.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(", ");
        format!("INSERT INTO {} ({names}) VALUES ({values})", self.table)
    }
}
