//! What the values of an index depend on: the columns that its parts read, also through expressions and generated columns.

use super::{Column, Condition, IndexColumn, Indexed, Table};
use crate::parse::sql::Sql;

impl Table {
    /// The columns that a part of an index reads, in place of a generated column those of its expression. None for a constant; `None` where it could
    /// not be understood, which rule C09 reports.
    pub fn read_by(&self, part: &IndexColumn) -> Option<Vec<&Column>> {
        match &part.key {
            Indexed::Column(ident) => match self.column(ident)? {
                (_, Column { generated: Some(Condition::Sql(sql)), .. }) => self.read_by_sql(sql),
                (_, column) => Some(vec![column]),
            },
            Indexed::Expression { sql: Condition::Sql(sql), .. } => {
                let columns = self.read_by_sql(sql)?;
                let (generated, plain): (Vec<_>, Vec<_>) =
                    columns.into_iter().partition(|column| column.generated.is_some());
                let expressions = generated.into_iter().filter_map(|column| column.generated.as_ref());
                let behind = expressions.filter_map(|expression| match expression {
                    Condition::Sql(sql) => self.read_by_sql(sql),
                    _ => None,
                });
                Some(plain.into_iter().chain(behind.flatten()).collect())
            }
            Indexed::Expression { .. } => None,
        }
    }

    fn read_by_sql(&self, sql: &Sql) -> Option<Vec<&Column>> {
        let is_known = sql.problem.is_none() && sql.columns().all(|column| self.column(column).is_some());
        let names = |column: &Column| {
            sql.columns().any(|name| *name == column.ident) || sql.others.iter().any(|other| is_name_of(other, column))
        };
        is_known.then(|| self.columns.iter().filter(|column| names(column)).collect())
    }
}

/// `"Sku"`, `plans.sku`, `plans."Sku"`
fn is_name_of(written: &str, column: &Column) -> bool {
    match written.strip_suffix('"') {
        Some(quoted) => {
            let name = column.stored_name().replace('"', "\"\"");
            quoted.strip_suffix(name.as_str()).is_some_and(|before| before.ends_with('"'))
        }
        None => written.rsplit('.').next().is_some_and(|name| name.to_lowercase() == column.stored_name()),
    }
}
