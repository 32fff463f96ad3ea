use std::fmt::{Display, Formatter, Result, Write};

use super::names::Names;
use super::script::Table;
use crate::ColumnDef;
use crate::definition::{Denormalized, WaiverDef};
use crate::physical::{Check, Index, Purpose};
use crate::quote::{Identifier, Literal};

/// What the structs say of the table and its parts, where an administrator looks for it.
pub(super) fn all(f: &mut Formatter<'_>, names: Names<'_>, table: &Table<'_>) -> Result {
    let mut block = String::new();
    of_columns(&mut block, names, table)?;
    of_parts(&mut block, names, table)?;
    if block.is_empty() { Ok(()) } else { write!(f, "\n{block}") }
}

fn of_columns(f: &mut impl Write, names: Names<'_>, table: &Table<'_>) -> Result {
    let name = names.relation(table.def.qualified());
    comment(f, format_args!("TABLE {name}"), &with_waivers(table.def.doc, table.def.waivers))?;
    for column in table.def.stored_columns() {
        let text = with_waivers(&described(column), column.waivers);
        comment(f, format_args!("COLUMN {name}.{}", Identifier(column.name)), &text)?;
    }
    Ok(())
}

fn of_parts(f: &mut impl Write, names: Names<'_>, table: &Table<'_>) -> Result {
    let name = names.relation(table.def.qualified());
    let table_name = name;
    for reference in &table.references {
        constraint(f, name, &reference.name, reference.why)?;
    }
    for Check { name: check, message, .. } in &table.layout.checks {
        constraint(f, name, check, message)?;
    }
    for Index { name, purpose, said, .. } in &table.layout.indexes {
        let text = match purpose {
            Purpose::Declared => said.doc.to_owned(),
            Purpose::Reference { columns, target } => {
                format!("Leads the reference of {} to {target}.", columns.join(", "))
            }
        };
        match said.constraint {
            Some(_) => constraint(f, table_name, name, &text)?,
            None => comment(f, format_args!("INDEX {}", names.beside(table.def.qualified(), name)), &text)?,
        }
    }
    Ok(())
}

pub(super) fn constraint(f: &mut impl Write, table: impl Display, name: &str, text: &str) -> Result {
    comment(f, format_args!("CONSTRAINT {} ON {table}", Identifier(name)), text)
}

pub(super) fn comment(f: &mut impl Write, on: impl Display, text: &str) -> Result {
    if text.is_empty() { Ok(()) } else { writeln!(f, "COMMENT ON {on} IS {};", Literal(text)) }
}

/// What a column holds, and what it copies.
fn described(column: &ColumnDef) -> String {
    match column.denormalized {
        None => column.doc.to_owned(),
        Some(Denormalized { column: from, why }) if column.doc.is_empty() => format!("A copy of {from}: {why}"),
        Some(Denormalized { column: from, why }) => format!("{}\n\nA copy of {from}: {why}", column.doc),
    }
}

/// The text, and below it each rule that does not hold here, and why.
pub(super) fn with_waivers(doc: &str, waivers: &[WaiverDef]) -> String {
    let mut text = doc.to_owned();
    for (at, WaiverDef { code, name, reason }) in waivers.iter().enumerate() {
        let before = match (at, doc) {
            (0, "") => "",
            (0, _) => "\n\n",
            _ => "\n",
        };
        text.push_str(&format!("{before}Waived {name} ({code}): {reason}"));
    }
    text
}
