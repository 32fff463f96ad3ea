use std::fmt::{Formatter, Result};

use super::names::Names;
use crate::model::{Deferrable, Index, IndexColumn, Name as TableName, Nulls, StorageOption, Table};
use crate::quote::{Collation, Identifier, Identifiers, Name};

pub(super) fn all(f: &mut Formatter<'_>, names: Names<'_>, table: &Table) -> Result {
    for index in table.indexes.iter().filter(|index| index.constraint.is_none()) {
        create(f, names, table.qualified(), index)?;
    }
    Ok(())
}

fn create(f: &mut Formatter<'_>, names: Names<'_>, table: TableName<'_>, index: &Index) -> Result {
    let unique = if index.unique { "UNIQUE " } else { "" };
    let (name, unless) = (Identifier(&index.name), names.unless_there());
    write!(f, "\nCREATE {unique}INDEX {unless}{name}\n    ON {} ", names.relation(table))?;
    definition(f, index)?;
    f.write_str(";\n")
}

/// What stands behind the table.
pub(super) fn definition(f: &mut Formatter<'_>, index: &Index) -> Result {
    if !index.is_btree() {
        write!(f, "USING {} ", Identifier(&index.method))?;
    }
    columns(f, index)?;
    include(f, index, "    ")?;
    if index.nulls_not_distinct {
        f.write_str("\n    NULLS NOT DISTINCT")?;
    }
    options(f, &index.options, "    ")?;
    if let Some(predicate) = &index.predicate {
        write!(f, "\n    WHERE {predicate}")?;
    }
    Ok(())
}

/// A unique or an exclusion inside CREATE TABLE, without its name.
pub(super) fn constraint(f: &mut Formatter<'_>, index: &Index, deferrable: Deferrable) -> Result {
    if index.exclusion && !index.without_overlaps {
        write!(f, "EXCLUDE USING {} ", Identifier(&index.method))?;
    } else {
        f.write_str(if index.nulls_not_distinct { "UNIQUE NULLS NOT DISTINCT " } else { "UNIQUE " })?;
    }
    columns(f, index)?;
    include(f, index, "        ")?;
    options(f, &index.options, "        ")?;
    if let Some(predicate) = &index.predicate {
        write!(f, "\n        WHERE ({predicate})")?;
    }
    f.write_str(self::deferrable(deferrable))
}

/// When a constraint is checked, on a line of its own.
pub(super) const fn deferrable(deferrable: Deferrable) -> &'static str {
    match deferrable {
        Deferrable::Immediate => "\n        DEFERRABLE",
        Deferrable::Deferred => "\n        DEFERRABLE INITIALLY DEFERRED",
        Deferrable::Never => "",
    }
}

fn columns(f: &mut Formatter<'_>, index: &Index) -> Result {
    if index.without_overlaps {
        let columns: Vec<&str> = index.columns.iter().map(|column| column.name.as_ref()).collect();
        return write!(f, "({} WITHOUT OVERLAPS)", Identifiers(&columns));
    }
    for (at, column) in index.columns.iter().enumerate() {
        f.write_str(if at > 0 { ", " } else { "(" })?;
        self::column(f, column)?;
    }
    f.write_str(")")
}

fn include(f: &mut Formatter<'_>, index: &Index, indent: &str) -> Result {
    let include = &index.include;
    if include.is_empty() { Ok(()) } else { write!(f, "\n{indent}INCLUDE ({})", Identifiers(include)) }
}

/// `created_at DESC NULLS LAST`, `lower(email) COLLATE "C" text_pattern_ops`: the order of the parts is PostgreSQL's.
fn column(f: &mut Formatter<'_>, column: &IndexColumn) -> Result {
    match &column.expression {
        Some(expression) => f.write_str(expression)?,
        None => write!(f, "{}", Identifier(&column.name))?,
    }
    if let Some(collation) = &column.collation {
        write!(f, " COLLATE {}", Collation(collation))?;
    }
    if let Some(ops) = &column.ops {
        write!(f, " {}", Name(ops))?;
    }
    f.write_str(if column.descending { " DESC" } else { "" })?;
    f.write_str(match column.nulls {
        None => "",
        Some(Nulls::First) => " NULLS FIRST",
        Some(Nulls::Last) => " NULLS LAST",
    })?;
    column.operator.as_ref().map_or(Ok(()), |operator| write!(f, " WITH {operator}"))
}

/// The column in an ORDER BY that the index serves.
pub(super) fn ordered(column: &IndexColumn) -> String {
    let collation = column.collation.as_ref().map(|collation| format!(" COLLATE {}", Collation(collation)));
    let direction = if column.descending { " DESC" } else { "" };
    let nulls = match column.nulls {
        None => "",
        Some(Nulls::First) => " NULLS FIRST",
        Some(Nulls::Last) => " NULLS LAST",
    };
    format!("{}{}{direction}{nulls}", Identifier(&column.name), collation.unwrap_or_default())
}

/// `WITH (fillfactor = 70)` on a line of its own; nothing where nothing was said.
pub(super) fn options(f: &mut Formatter<'_>, options: &[StorageOption], indent: &str) -> Result {
    for (at, StorageOption { name, value }) in options.iter().enumerate() {
        match at {
            0 => write!(f, "\n{indent}WITH (")?,
            _ => f.write_str(", ")?,
        }
        write!(f, "{} = {value}", Name(name))?;
    }
    f.write_str(if options.is_empty() { "" } else { ")" })
}
