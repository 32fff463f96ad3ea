use std::fmt::{Display, Formatter, Result};

use super::names::Names;
use super::script::Script;
use crate::definition::Tenancy;
use crate::quote::Identifier;
use crate::{TableDef, physical};

/// Row security of every table of a tenant and of the roots: forced, so that the owner is held to it too.
pub(super) fn all(f: &mut Formatter<'_>, script: &Script<'_>) -> Result {
    for table in script.tables.iter().filter(|table| table.def.row_security) {
        let (def, names) = (table.def, script.names);
        if let Some((root, tenant)) = tenant_of(def) {
            secure(f, names, names.relation(def.qualified()), root, tenant)?;
            // A child is a table too: who is granted it by mistake reads past the policy of its parent.
            for child in table.layout.partition.iter().flat_map(|partition| &partition.children) {
                secure(f, names, names.beside(def.qualified(), &child.name), root, tenant)?;
            }
        }
    }
    Ok(())
}

/// USING and WITH CHECK are the same, or an UPDATE could give rows away. The sub-select has the function called once, not for each row.
fn secure(f: &mut Formatter<'_>, names: Names<'_>, name: impl Display, root: &TableDef, tenant: &str) -> Result {
    let function = physical::context_function(root);
    let condition = format!("{} = (SELECT {}())", Identifier(tenant), names.function(&function));
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

/// The root of a table and the column that holds the tenant.
fn tenant_of(table: &'static TableDef) -> Option<(&'static TableDef, &'static str)> {
    match table.tenancy {
        Tenancy::Root { .. } => table.tenant_column().map(|key| (table, key)),
        Tenancy::Tenant { column, root, .. } => Some((root(), column)),
        _ => None,
    }
}
