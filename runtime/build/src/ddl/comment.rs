use std::fmt::{Display, Formatter, Result, Write};

use super::names::Names;
use super::script::Part;
use crate::model::{Check, Column, Copied, Index, Table, Transition, Waiver};
use crate::quote::{Identifier, Literal};

/// What the structs say of the table and its parts, where an administrator looks for it.
pub(super) fn all(f: &mut Formatter<'_>, names: Names<'_>, part: &Part<'_>) -> Result {
    let mut block = String::new();
    of_columns(&mut block, names, part.table)?;
    of_parts(&mut block, names, part)?;
    if block.is_empty() { Ok(()) } else { write!(f, "\n{block}") }
}

/// What stands in the comment of a table whose partitions other programs make: who compares catalogs reads it.
pub(crate) const RUN_TIME: &str = "Partitions are made at run time: ";

fn of_columns(f: &mut impl Write, names: Names<'_>, table: &Table) -> Result {
    let name = names.relation(table.qualified());
    let retired = table.retired().map(|reason| format!("Retired: {reason}"));
    let run_time = table.run_time_partitions.as_ref().map(|reason| format!("{RUN_TIME}{reason}"));
    let doc = Some(table.doc.to_string()).filter(|doc| !doc.is_empty());
    let text = doc.into_iter().chain(retired).chain(run_time).collect::<Vec<_>>().join("\n\n");
    comment(f, format_args!("TABLE {name}"), &with_waivers(&text, &table.waivers))?;
    for column in &table.columns {
        let text = with_waivers(&described(column), &column.waivers);
        comment(f, format_args!("COLUMN {name}.{}", Identifier(&column.name)), &text)?;
    }
    Ok(())
}

fn of_parts(f: &mut impl Write, names: Names<'_>, part: &Part<'_>) -> Result {
    let table_name = names.relation(part.name());
    for reference in &part.references {
        constraint(f, table_name, &reference.name, &reference.why)?;
    }
    for Check { name, message, .. } in &part.table.checks {
        constraint(f, table_name, name, message)?;
    }
    for index in &part.table.indexes {
        let Index { name, doc, constraint: is_constraint, .. } = index;
        let text = purpose(part.table, index).unwrap_or_else(|| doc.to_string());
        match is_constraint {
            Some(_) => constraint(f, table_name, name, &text)?,
            None => comment(f, format_args!("INDEX {}", names.beside(part.name(), name)), &text)?,
        }
    }
    of_statistics(f, names, part.table)
}

/// What the statistics of a table are for.
fn of_statistics(f: &mut impl Write, names: Names<'_>, table: &Table) -> Result {
    for one in &table.statistics {
        comment(f, format_args!("STATISTICS {}", names.beside(table.qualified(), &one.name)), &one.doc)?;
    }
    Ok(())
}

/// Of an index that was generated for a reference or a look-up.
fn purpose(table: &Table, index: &Index) -> Option<String> {
    if index.for_lookup {
        return Some("Serves the look-up of tenants, which reads the rows of all of them.".to_owned());
    }
    let target = table.reference_of(index)?.target();
    Some(format!("Leads the reference of {} to {target}.", index.for_reference.join(", ")))
}

pub(super) fn constraint(f: &mut impl Write, table: impl Display, name: &str, text: &str) -> Result {
    comment(f, format_args!("CONSTRAINT {} ON {table}", Identifier(name)), text)
}

pub(super) fn comment(f: &mut impl Write, on: impl Display, text: &str) -> Result {
    if text.is_empty() { Ok(()) } else { writeln!(f, "COMMENT ON {on} IS {};", Literal(text)) }
}

/// What a column holds, what it copies, and why it is retired.
fn described(column: &Column) -> String {
    let copied = column.copied.as_ref().map(|Copied { column: from, why }| format!("A copy of {from}: {why}"));
    let retired = match &column.transition {
        Some(Transition::Retired { reason }) => Some(format!("Retired: {reason}")),
        _ => None,
    };
    let doc = Some(column.doc.to_string()).filter(|doc| !doc.is_empty());
    doc.into_iter().chain(copied).chain(retired).collect::<Vec<_>>().join("\n\n")
}

/// The text, and below it each rule that is waived here, and why.
pub(super) fn with_waivers(doc: &str, waivers: &[Waiver]) -> String {
    let mut text = doc.to_owned();
    for (at, Waiver { code, name, reason }) in waivers.iter().enumerate() {
        let before = match (at, doc) {
            (0, "") => "",
            (0, _) => "\n\n",
            _ => "\n",
        };
        text.push_str(&format!("{before}Waived {name} ({code}): {reason}"));
    }
    text
}
