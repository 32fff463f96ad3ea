use std::fmt::{Display, Formatter, Result};

use super::comment;
use super::names::Names;
use super::script::{Part, Script};
use crate::model::{GlobalRowSecurity, Policy, Table, Tenancy};
use crate::quote::{Identifier, Identifiers};

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

/// Row security of a global table: its policies are those of the user.
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

/// The policies of the user. They come last: they may call functions of the user.
pub(super) fn declared(f: &mut Formatter<'_>, script: &Script<'_>) -> Result {
    for part in script.written() {
        let (table, names) = (part.table, script.names);
        let tenant = function_of(script, part).zip(table.tenant_column());
        let own = tenant.map(|(function, column)| condition(names, function, column));
        for one in &table.policies {
            policy(f, names, names.relation(table.qualified()), one, own.as_deref())?;
            // As the policy of the tenant.
            for child in table.children.iter().filter(|_| own.is_some()) {
                policy(f, names, names.beside(table.qualified(), &child.name), one, own.as_deref())?;
            }
        }
    }
    Ok(())
}

/// A restrictive policy is evaluated before the one of the tenant. Its condition would read rows of other tenants, and a function or an error in it would
/// tell what is in them: CASE evaluates it for rows of the tenant only.
fn policy(f: &mut Formatter<'_>, names: Names<'_>, table: impl Display, one: &Policy, own: Option<&str>) -> Result {
    let name = Identifier(&one.name);
    f.write_str("\n")?;
    if names.may_be_there() {
        writeln!(f, "DROP POLICY IF EXISTS {name} ON {table};")?;
    }
    writeln!(f, "CREATE POLICY {name} ON {table}")?;
    f.write_str(if one.restrictive { "    AS RESTRICTIVE\n" } else { "" })?;
    write!(f, "    FOR {}", one.command.sql())?;
    if !one.roles.is_empty() {
        write!(f, "\n    TO {}", Identifiers(&one.roles))?;
    }
    match (&one.using, own) {
        (Some(using), Some(own)) => write!(f, "\n    USING (CASE WHEN {own} THEN ({using}) ELSE false END)")?,
        (Some(using), None) => write!(f, "\n    USING ({using})")?,
        (None, _) => {}
    }
    if let Some(check) = &one.with_check {
        write!(f, "\n    WITH CHECK ({check})")?;
    }
    f.write_str(";\n")?;
    comment::comment(f, format_args!("POLICY {name} ON {table}"), &one.why)
}

/// The function that reads the tenant of a table's root.
fn function_of<'a>(script: &Script<'a>, part: &Part<'_>) -> Option<&'a str> {
    match &script.checked.tables()[part.root?].tenancy {
        Tenancy::Root { function, .. } => Some(function),
        _ => None,
    }
}

/// The sub-select has the function called once, not for each row.
fn condition(names: Names<'_>, function: &str, tenant: &str) -> String {
    format!("{} = (SELECT {}())", Identifier(tenant), names.function(function))
}

/// USING and WITH CHECK are the same, or an UPDATE could give rows away.
fn secure(f: &mut Formatter<'_>, names: Names<'_>, name: impl Display, function: &str, tenant: &str) -> Result {
    let condition = condition(names, function, tenant);
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
