use std::fmt::{Display, Formatter, Result};

use super::function::{REFUSE_CHANGE, SET_UPDATED_AT};
use super::names::Names;
use super::script::Table;
use crate::definition::OnDelete;

pub(super) fn all(f: &mut Formatter<'_>, names: Names<'_>, table: &Table<'_>) -> Result {
    let name = names.relation(table.def.qualified());
    if table.def.has_column("updated_at") {
        let function = names.function(SET_UPDATED_AT);
        write!(f, "\nCREATE {}TRIGGER peristyle_updated_at\n    BEFORE UPDATE ON {name}\n", names.or_replace())?;
        writeln!(f, "    FOR EACH ROW EXECUTE FUNCTION {function}();")?;
    }
    if table.def.append_only {
        refuse_change(f, names, table, name)?;
        // What is said of the parent is not asked of a child that is named itself.
        for child in table.layout.partition.iter().flat_map(|partition| &partition.children) {
            refuse_change(f, names, table, names.beside(table.def.qualified(), &child.name))?;
        }
    }
    Ok(())
}

fn refuse_change(f: &mut Formatter<'_>, names: Names<'_>, table: &Table, name: impl Display) -> Result {
    let function = names.function(REFUSE_CHANGE);
    let when = if gives_way(table) { "\n    WHEN (pg_trigger_depth() = 0)" } else { "" };
    write!(
        f,
        "\nCREATE {}TRIGGER peristyle_append_only\n    BEFORE UPDATE OR DELETE OR TRUNCATE ON {name}\n",
        names.or_replace()
    )?;
    writeln!(f, "    FOR EACH STATEMENT{when} EXECUTE FUNCTION {function}();")
}

/// Whether a delete elsewhere is to change rows that nobody else may change: the server does it from a trigger of its own, one level deep.
fn gives_way(table: &Table<'_>) -> bool {
    let mut references = table.references.iter().chain(&table.waiting);
    references.any(|reference| matches!(reference.on_delete, OnDelete::Cascade | OnDelete::SetNull))
}
