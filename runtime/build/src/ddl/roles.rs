//! The roles that exist before the script is loaded: comments at its head say so, and its first statement checks it.

use std::fmt::{Formatter, Result};

use super::idempotent::dollar;
use super::lookup;
use super::script::Script;
use super::write::comment_line;
use crate::quote::{Identifier, Literal};

/// The message of the check, before the names of the roles.
pub(crate) const CHECK: &str = "the script needs roles that do not exist: ";

/// The hint of the check of the roles that a script needs, before the statements. `peristyle-cli` shows these by themselves.
#[doc(hidden)]
pub const ROLES_HINT: &str = "Run this first, as a superuser: ";

/// The end of a statement that grants a role to who runs the script.
const BY_WHO_RUNS_IT: &str = "CURRENT_USER;";

/// A role that the script grants to.
struct Needed {
    name: String,
    /// The purpose, before the statement that creates it.
    purpose: &'static str,
    create: String,
}

fn needed(script: &Script<'_>) -> Vec<Needed> {
    let options = script.checked.options();
    let create = |name: &str, attributes: &str| format!("CREATE ROLE {} {attributes};", Identifier(name));
    let lookup = script.lookup_owner().filter(|_| lookup::is_there(script)).map(|name| Needed {
        purpose: "Nobody logs in as the role of the look-ups. Who runs the script owns the schema, and is a member of the role until it has run. The role has to exist; where somebody else runs this, write who runs the script in place of CURRENT_USER:",
        create: format!("{} GRANT {} TO {BY_WHO_RUNS_IT}", create(&name, "NOLOGIN"), Identifier(&name)),
        name,
    });
    let reporter = options.reporter().map(|name| Needed {
        purpose: "The role that reads across tenants only reads. It has to exist:",
        create: create(name, "LOGIN BYPASSRLS"),
        name: name.to_owned(),
    });
    let purger = options.purger().map(|name| Needed {
        purpose: "The role of the purge sees the rows of every tenant. It has to exist:",
        create: create(name, "LOGIN BYPASSRLS"),
        name: name.to_owned(),
    });
    let application = script.role().map(|name| Needed {
        purpose: "The role of the application is another one, neither a superuser nor with BYPASSRLS. It has to exist:",
        create: create(name, "LOGIN"),
        name: name.to_owned(),
    });
    let mut all: Vec<_> = [lookup, reporter, purger, application].into_iter().flatten().collect();
    for name in script.written().flat_map(|part| &part.table.policies).flat_map(|policy| &policy.roles) {
        if all.iter().all(|one| one.name != *name) {
            let (purpose, create) = ("A policy is for the role. It has to exist:", create(name, "NOLOGIN"));
            all.push(Needed { name: name.to_string(), purpose, create });
        }
    }
    all
}

/// Names each role and the statement that creates it.
pub(super) fn comments(f: &mut Formatter<'_>, script: &Script<'_>) -> Result {
    if script.lookup_owner().is_none() && lookup::is_there(script) {
        comment_line(f, "The look-ups of the tenant are not emitted: no role was stated that owns them.")?;
    }
    for Needed { purpose, create, .. } in needed(script) {
        comment_line(f, purpose)?;
        comment_line(f, &create)?;
    }
    match script.role() {
        Some(_) => Ok(()),
        None => comment_line(f, "Nothing is granted: no role of the application was stated."),
    }
}

/// Raises an error with the statements to run if a role is missing, before anything is created.
pub(super) fn check(f: &mut Formatter<'_>, script: &Script<'_>) -> Result {
    let roles = needed(script);
    if roles.is_empty() {
        return Ok(());
    }
    let literal = |text: &str| Literal(text).to_string();
    // A superuser runs the statements: there, CURRENT_USER is another role than the one that runs the script.
    let statements = |create: &str| match create.strip_suffix(BY_WHO_RUNS_IT) {
        Some(before) => format!("{} || quote_ident(current_user) || ';'", literal(before)),
        None => literal(create),
    };
    let rows: Vec<_> =
        roles.iter().map(|role| format!("({}, {})", literal(&role.name), statements(&role.create))).collect();
    let member = script.lookup_owner().filter(|_| lookup::is_there(script)).map(|name| {
        let (role, grant) = (literal(&name), literal(&format!("GRANT {} TO ", Identifier(&name))));
        format!(
            "    -- Once it owns a look-up, who runs the script may have left the role. From PostgreSQL 16 on, a member may be without SET.
    is_member := pg_has_role(current_user, {role}, 'MEMBER');
    IF NOT pg_has_role(current_user, {role}, CASE WHEN current_setting('server_version_num')::integer < 160000 THEN 'MEMBER' ELSE 'SET' END)
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_roles r ON r.oid = p.proowner WHERE r.rolname = {role}) THEN
        RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
            MESSAGE = 'the script needs a member of the role ' || {role} || CASE WHEN is_member THEN ' with SET' ELSE '' END || ', and ' || current_user || ' is none',
            HINT = '{ROLES_HINT}' || {grant} || quote_ident(current_user) || CASE WHEN is_member THEN ' WITH SET TRUE;' ELSE ';' END;
    END IF;
"
        )
    });
    let declared = if member.is_some() { "\n    is_member boolean;" } else { "" };
    let body = format!(
        "
DECLARE
    names text;
    statements text;{declared}
BEGIN
    SELECT string_agg(role, ', '), string_agg(statement, ' ') INTO names, statements
        FROM (VALUES {}) AS needed (role, statement)
        WHERE role::name NOT IN (SELECT rolname FROM pg_catalog.pg_roles);
    IF names IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'undefined_object',
            MESSAGE = '{CHECK}' || names,
            HINT = '{ROLES_HINT}' || statements;
    END IF;
{}END
",
        rows.join(",\n            "),
        member.unwrap_or_default()
    );
    let quote = dollar(&body);
    writeln!(f, "\nDO {quote}{body}{quote};")
}
