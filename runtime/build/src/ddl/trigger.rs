use std::fmt::{Display, Formatter, Result};

use super::function::{REFUSE_CHANGE, set_updated_at_name};
use super::names::Names;
use crate::model::Table;

/// The trigger of every append-only table.
const APPEND_ONLY: &str = "peristyle_append_only";
/// And the one of its rows, where they are partitioned.
const APPEND_ONLY_ROWS: &str = "peristyle_append_only_rows";

/// The trigger that keeps `updated_at`.
pub(super) fn updated_at(f: &mut Formatter<'_>, names: Names<'_>, table: &Table) -> Result {
    let name = names.relation(table.qualified());
    if let Some(column) = table.updated_at_of_trigger() {
        let function = set_updated_at_name(column);
        let function = names.function(&function);
        write!(f, "\nCREATE {}TRIGGER peristyle_updated_at\n    BEFORE UPDATE ON {name}\n", names.or_replace())?;
        writeln!(f, "    FOR EACH ROW EXECUTE FUNCTION {function}();")?;
    }
    Ok(())
}

/// The triggers that refuse changes.
pub(super) fn append_only(f: &mut Formatter<'_>, names: Names<'_>, table: &Table) -> Result {
    let name = names.relation(table.qualified());
    if table.append_only {
        refuse_change(f, names, name)?;
        if table.partition.is_none() {
            return Ok(());
        }
        // A statement that names a partition fires no statement trigger of its parent. A row trigger of the parent is also there on partitions that are
        // attached later.
        refuse_rows(f, names, name)?;
        for child in &table.children {
            refuse_change(f, names, names.beside(table.qualified(), &child.name))?;
        }
    }
    Ok(())
}

/// The triggers that refuse deletes.
pub(super) fn delete_triggers(table: &Table) -> Vec<&'static str> {
    match (table.append_only, table.partition.is_some()) {
        (false, _) => Vec::new(),
        (true, false) => vec![APPEND_ONLY],
        (true, true) => vec![APPEND_ONLY, APPEND_ONLY_ROWS],
    }
}

/// Fires at every depth, so that neither a foreign key nor a trigger of another table changes rows.
fn refuse_change(f: &mut Formatter<'_>, names: Names<'_>, name: impl Display) -> Result {
    let (function, replace) = (names.function(REFUSE_CHANGE), names.or_replace());
    write!(f, "\nCREATE {replace}TRIGGER {APPEND_ONLY}\n    BEFORE UPDATE OR DELETE OR TRUNCATE ON {name}\n")?;
    writeln!(f, "    FOR EACH STATEMENT EXECUTE FUNCTION {function}();")?;
    always(f, APPEND_ONLY, name)
}

pub(super) fn refuse_rows(f: &mut Formatter<'_>, names: Names<'_>, name: impl Display) -> Result {
    let (function, replace) = (names.function(REFUSE_CHANGE), names.or_replace());
    write!(f, "\nCREATE {replace}TRIGGER {APPEND_ONLY_ROWS}\n    BEFORE UPDATE OR DELETE ON {name}\n")?;
    writeln!(f, "    FOR EACH ROW EXECUTE FUNCTION {function}();")?;
    always(f, APPEND_ONLY_ROWS, name)
}

/// Also under `session_replication_role = replica`, which switches other triggers off.
fn always(f: &mut Formatter<'_>, trigger: &str, name: impl Display) -> Result {
    writeln!(f, "ALTER TABLE {name} ENABLE ALWAYS TRIGGER {trigger};")
}
