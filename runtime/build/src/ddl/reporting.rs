use std::fmt::{Formatter, Result};

use super::script::Script;
use crate::model::{Domain, Enum};
use crate::quote::Identifier;

/// What the role that reads across tenants may do: it reads all tables, and its BYPASSRLS does the rest.
pub(super) fn all(f: &mut Formatter<'_>, script: &Script<'_>) -> Result {
    let Some(role) = script.checked.options().reporter().map(Identifier) else { return Ok(()) };
    writeln!(f, "\nGRANT USAGE ON SCHEMA {} TO {role};", Identifier(script.names.schema()))?;
    for schema in script.named_schemas() {
        writeln!(f, "GRANT USAGE ON SCHEMA {} TO {role};", Identifier(schema))?;
    }
    let database = script.checked.database();
    let types = database.enums.iter().map(Enum::qualified).chain(database.domains.iter().map(Domain::qualified));
    for name in types {
        writeln!(f, "GRANT USAGE ON TYPE {} TO {role};", script.names.relation(name))?;
    }
    for part in script.written() {
        for name in script.names.all(part.table) {
            if script.names.may_be_there() {
                writeln!(f, "REVOKE ALL ON {name} FROM {role};")?;
            }
            writeln!(f, "GRANT SELECT ON {name} TO {role};")?;
        }
    }
    Ok(())
}
