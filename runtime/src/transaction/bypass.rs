#![cfg_attr(
    not(any(feature = "sqlx", feature = "tokio-postgres")),
    allow(dead_code, reason = "used only with a driver feature")
)]

use std::fmt;

use crate::TableDef;
use crate::quote::{Literal, Qualified};

/// The role of the connection bypasses row level security: your own SQL would read and write the rows of every tenant.
///
/// Connect as a role that is neither a superuser nor has `BYPASSRLS`. For development,
/// [`TransactionOptions::allow_row_security_bypass`](crate::transaction::TransactionOptions::allow_row_security_bypass)
/// accepts such a role.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RowSecurityBypass {
    /// The role.
    pub role: String,
    /// The tenant root, as quoted SQL.
    pub table: String,
    /// The reason.
    pub reason: BypassReason,
}

/// The reason why a role bypasses row level security.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BypassReason {
    /// The role is a superuser.
    Superuser,
    /// The role has `BYPASSRLS`.
    BypassRls,
    /// The role owns the table, which has no `FORCE ROW LEVEL SECURITY`.
    Owner,
    /// The table has no row level security in this database.
    Disabled,
}

/// The SQLSTATE of a failed [`check`]: division by zero.
pub(crate) const BYPASSED: &str = "22012";

/// Fails in the message that opens the transaction if row level security does not apply to the role on the root. sqlx
/// reads no rows of that message, so the result is an error. A missing table is reported by the statements.
pub(crate) fn check(root: &TableDef) -> String {
    format!("SELECT 1 / row_security_active({})::int", oid(root))
}

/// Selects the role and the reason as two texts, after the end of the transaction that [`check`] aborted.
pub(crate) fn diagnosis(root: &TableDef) -> String {
    format!(
        "ROLLBACK; SELECT rolname::text, CASE WHEN rolsuper THEN 'superuser' WHEN rolbypassrls THEN 'bypassrls' \
         WHEN (SELECT relrowsecurity FROM pg_class WHERE oid = {}) THEN 'owner' ELSE 'disabled' END \
         FROM pg_roles WHERE rolname = current_user",
        oid(root)
    )
}

fn oid(root: &TableDef) -> String {
    let name = name(root);
    format!("to_regclass({})", Literal(&name))
}

fn name(root: &TableDef) -> String {
    Qualified { schema: root.schema, name: root.name }.to_string()
}

impl RowSecurityBypass {
    /// Reads the result of [`diagnosis`].
    pub(crate) fn new(root: &TableDef, role: String, reason: &str) -> Self {
        let reason = match reason {
            "superuser" => BypassReason::Superuser,
            "bypassrls" => BypassReason::BypassRls,
            "owner" => BypassReason::Owner,
            _ => BypassReason::Disabled,
        };
        Self { role, table: name(root), reason }
    }
}

impl fmt::Display for RowSecurityBypass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { role, table, reason } = self;
        match reason {
            BypassReason::Superuser => {
                write!(f, "the role `{role}` is a superuser, which bypasses row level security")?
            }
            BypassReason::BypassRls => write!(f, "the role `{role}` has BYPASSRLS, which bypasses row level security")?,
            BypassReason::Owner => {
                write!(f, "the role `{role}` owns `{table}`, which has no FORCE ROW LEVEL SECURITY")?;
            }
            BypassReason::Disabled => write!(f, "`{table}` has no row level security in this database")?,
        }
        f.write_str(match reason {
            BypassReason::Superuser | BypassReason::BypassRls => ": connect as a role without it",
            BypassReason::Owner => ": connect as the application's role, or force it",
            BypassReason::Disabled => ": load the emitted DDL",
        })?;
        f.write_str("; in development, `TransactionOptions::new().allow_row_security_bypass()` accepts it")
    }
}

impl std::error::Error for RowSecurityBypass {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Table;
    use crate::fixtures::Organization;

    #[test]
    fn the_role_and_what_to_do_are_named() {
        let told = |reason| RowSecurityBypass::new(Organization::def(), "postgres".to_owned(), reason).to_string();
        assert_eq!(
            told("superuser"),
            "the role `postgres` is a superuser, which bypasses row level security: connect as a role without it; \
             in development, `TransactionOptions::new().allow_row_security_bypass()` accepts it"
        );
        assert!(told("bypassrls").starts_with("the role `postgres` has BYPASSRLS, "));
        assert!(told("owner").starts_with("the role `postgres` owns `organizations`, "));
        assert!(told("disabled").starts_with("`organizations` has no row level security in this database: "));
    }

    #[test]
    fn the_root_is_named_by_a_literal() {
        const ODD: TableDef = TableDef { schema: Some("O'Neil"), name: "Acc\"ounts", ..TableDef::PLAIN };
        assert_eq!(check(&ODD), r#"SELECT 1 / row_security_active(to_regclass('"O''Neil"."Acc""ounts"'))::int"#);
    }
}
