//! What an earlier revision wrote and this one does not, in a script that is loaded again: else its triggers fire beside those of now.

use std::fmt::{Display, Formatter, Result};

use super::script::{Part, Script};
use crate::model::{Kind, Name};
use crate::physical::generated_name;

/// Writes what a kind has for a table, and drops the rest of it. A migration writes the drops itself.
pub(super) fn replacing(
    f: &mut Formatter<'_>,
    script: &Script<'_>,
    part: &Part<'_>,
    kind: Kind,
    is_loaded: bool,
    written: impl Display,
) -> Result {
    let (names, table) = (script.names, part.table);
    if !(is_loaded && names.may_be_there()) {
        return written.fmt(f);
    }
    let text = written.to_string();
    if text.is_empty() {
        return Ok(());
    }
    let spec = kind.spec();
    // Those of rows are on the partitions too, and go with that of the table.
    let children = table.children.iter().map(|child| names.beside(table.qualified(), &child.name));
    for on in [names.relation(table.qualified())].into_iter().chain(children) {
        for trigger in spec.triggers.iter().filter(|trigger| !text.contains(&format!("TRIGGER {trigger}\n"))) {
            write!(f, "\nDROP TRIGGER IF EXISTS {trigger} ON {on};")?;
        }
    }
    f.write_str("\n")?;
    f.write_str(&text)?;
    let Name { schema, name } = table.qualified();
    let functions = spec.functions.iter().map(|end| generated_name("peristyle", schema.into_iter().chain([name]), end));
    for function in functions {
        let function = names.function(&function);
        if !text.contains(&format!("FUNCTION {function}()")) {
            writeln!(f, "DROP FUNCTION IF EXISTS {function}();")?;
        }
    }
    Ok(())
}
