use std::fmt::{Formatter, Result};

use super::names::Names;
use super::script::Table;
use crate::layout::Index;
use crate::sql_text::Identifier;

pub(super) fn all(f: &mut Formatter<'_>, names: Names<'_>, table: &Table) -> Result {
    for index in &table.layout.indexes {
        create(f, names, table.def.name, index)?;
    }
    Ok(())
}

fn create(f: &mut Formatter<'_>, names: Names<'_>, table: &str, index: &Index) -> Result {
    let unique = if index.unique { "UNIQUE " } else { "" };
    write!(f, "\nCREATE {unique}INDEX {}\n    ON {} (", Identifier(&index.name), names.relation(table))?;
    for (at, column) in index.columns.iter().enumerate() {
        let separator = if at > 0 { ", " } else { "" };
        let order = if column.descending { " DESC" } else { "" };
        write!(f, "{separator}{}{order}", Identifier(column.name))?;
    }
    f.write_str(")")?;
    if let Some(predicate) = &index.predicate {
        write!(f, "\n    WHERE {predicate}")?;
    }
    f.write_str(";\n")
}
