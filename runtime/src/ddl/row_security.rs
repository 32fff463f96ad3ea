use std::fmt::{Formatter, Result};

use super::script::Script;
use crate::definition::Tenancy;
use crate::sql_text::Identifier;
use crate::{TableDef, layout};

/// Row security of every table of a tenant and of the roots: forced, so that the owner is held to it too.
pub(super) fn all(f: &mut Formatter<'_>, script: &Script<'_>) -> Result {
    for table in script.tables.iter().filter(|table| table.def.row_security) {
        if let Some((root, tenant)) = tenant_of(table.def) {
            secure(f, script, table.def, root, tenant)?;
        }
    }
    Ok(())
}

/// USING and WITH CHECK are the same, or an UPDATE could give rows away. The sub-select has the function called once, not for each row.
fn secure(f: &mut Formatter<'_>, script: &Script<'_>, table: &TableDef, root: &TableDef, tenant: &str) -> Result {
    let name = script.names.relation(table.qualified());
    let function = layout::context_function(root);
    let condition = format!("{} = (SELECT {}())", Identifier(tenant), script.names.function(&function));
    writeln!(f, "\nALTER TABLE {name} ENABLE ROW LEVEL SECURITY;")?;
    writeln!(f, "ALTER TABLE {name} FORCE ROW LEVEL SECURITY;")?;
    if script.names.may_be_there() {
        writeln!(f, "DROP POLICY IF EXISTS tenant_isolation ON {name};")?;
    }
    writeln!(
        f,
        "CREATE POLICY tenant_isolation ON {name}\n    FOR ALL\n    USING ({condition})\n    WITH CHECK ({condition});"
    )
}

/// The root of a table and the column that holds the tenant.
fn tenant_of(table: &'static TableDef) -> Option<(&'static TableDef, &'static str)> {
    match table.tenancy {
        Tenancy::Global => None,
        Tenancy::Root { .. } => Some((table, "id")),
        Tenancy::Tenant { column, root, .. } => Some((root(), column)),
    }
}
