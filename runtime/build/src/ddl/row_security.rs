use std::fmt::{Display, Formatter, Result};

use super::names::Names;
use super::script::{Part, Script};
use crate::model::{GlobalRowSecurity, Table, Tenancy};
use crate::quote::Identifier;

/// Row security of every tenant table and of the roots: forced, so that it applies to the owner too.
pub(super) fn all(f: &mut Formatter<'_>, script: &Script<'_>) -> Result {
    for part in script.written() {
        global(f, script, part.table)?;
    }
    for part in script.written().filter(|part| !part.table.without_row_security) {
        let (table, names) = (part.table, script.names);
        if let (Some(function), Some(tenant)) = (function_of(script, part), table.tenant_column()) {
            secure(f, names, names.relation(table.qualified()), function, tenant)?;
            // A child is a table too: who is granted it by mistake reads past the policy of its parent.
            for child in &table.children {
                secure(f, names, names.beside(table.qualified(), &child.name), function, tenant)?;
            }
        }
    }
    Ok(())
}

/// Row security of a global table: its policies are SQL of the user.
fn global(f: &mut Formatter<'_>, script: &Script<'_>, table: &Table) -> Result {
    let is_forced = match table.global_row_security {
        GlobalRowSecurity::Off => return Ok(()),
        GlobalRowSecurity::Enabled => false,
        GlobalRowSecurity::Forced => true,
    };
    let name = script.names.relation(table.qualified());
    writeln!(f, "\nALTER TABLE {name} ENABLE ROW LEVEL SECURITY;")?;
    if is_forced {
        writeln!(f, "ALTER TABLE {name} FORCE ROW LEVEL SECURITY;")?;
    }
    Ok(())
}

/// The function that reads the tenant of a table's root.
fn function_of<'a>(script: &Script<'a>, part: &Part<'_>) -> Option<&'a str> {
    match &script.checked.tables()[part.root?].tenancy {
        Tenancy::Root { function, .. } => Some(function),
        _ => None,
    }
}

/// USING and WITH CHECK are the same, or an UPDATE could give rows away. The sub-select has the function called once, not for each row.
fn secure(f: &mut Formatter<'_>, names: Names<'_>, name: impl Display, function: &str, tenant: &str) -> Result {
    let condition = format!("{} = (SELECT {}())", Identifier(tenant), names.function(function));
    writeln!(f, "\nALTER TABLE {name} ENABLE ROW LEVEL SECURITY;")?;
    writeln!(f, "ALTER TABLE {name} FORCE ROW LEVEL SECURITY;")?;
    if names.may_be_there() {
        writeln!(f, "DROP POLICY IF EXISTS tenant_isolation ON {name};")?;
    }
    writeln!(
        f,
        "CREATE POLICY tenant_isolation ON {name}\n    FOR ALL\n    USING ({condition})\n    WITH CHECK ({condition});"
    )
}
