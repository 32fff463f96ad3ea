use std::fmt::{Formatter, Result};

use super::names::Names;
use crate::model::{IndexColumn, Table};
use crate::quote::Identifier;

/// Extended statistics, which the planner gets by the next ANALYZE.
pub(super) fn all(f: &mut Formatter<'_>, names: Names<'_>, table: &Table) -> Result {
    for one in &table.statistics {
        let (name, unless) = (names.beside(table.qualified(), &one.name), names.unless_there());
        write!(f, "\nCREATE STATISTICS {unless}{name}")?;
        if !one.kinds.is_empty() {
            write!(f, " ({})", one.kinds.join(", "))?;
        }
        let column = |column: &IndexColumn| match &column.expression {
            Some(expression) => expression.to_string(),
            None => Identifier(&column.name).to_string(),
        };
        let columns: Vec<_> = one.columns.iter().map(column).collect();
        writeln!(f, "\n    ON {} FROM {};", columns.join(", "), names.relation(table.qualified()))?;
    }
    Ok(())
}
