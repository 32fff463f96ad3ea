//! The columns of the tables as the database has them.

use serde::Serialize;
use sqlx::{PgConnection, Row};

use super::error::{TenantError, TenantErrorKind, failed};
use super::file::{ColumnHead, TableHead};
use super::scope::{Member, Scope};

/// A column of the database.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: String,
    /// The type; one of the schema of the structs is without its schema.
    pub(super) sql_type: String,
    /// Whether the database computes it.
    pub(super) is_generated: bool,
    /// The sequence that counts it up, as SQL.
    pub(super) sequence: Option<String>,
}

const COLUMNS: &str = "SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), a.attgenerated <> '',
        pg_get_serial_sequence($1, a.attname)
    FROM pg_attribute a WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";

/// A policy that hides rows which belong to the tenant, from a role that is subject to it.
const HIDING: &str = "SELECT polname::text FROM pg_policy WHERE polrelid = to_regclass($1) AND NOT polpermissive AND polcmd IN ('*', 'r')
    AND row_security_active(polrelid) AND (polroles = '{0}' OR EXISTS (SELECT FROM unnest(polroles) AS r WHERE pg_has_role(r, 'USAGE'))) LIMIT 1";

/// Reads the columns of all tables of the scope, in its order. Refuses a database that differs from the structs, since rows or values would be left out.
pub(super) async fn read(connection: &mut PgConnection, scope: &Scope) -> Result<Vec<Vec<Column>>, TenantError> {
    let mut tables = Vec::new();
    let mut differences = Vec::new();
    for member in &scope.tables {
        let columns = columns(connection, member).await?;
        differences.extend(difference(member, &columns));
        tables.push(columns);
        let hiding = sqlx::query_scalar::<_, String>(HIDING).bind(&member.sql).fetch_optional(&mut *connection).await;
        if let Some(policy) = hiding.map_err(failed("read the policies"))? {
            let message = format!("the policy `{policy}` of `{}` may hide rows from this role", member.name);
            return Err(TenantError::new(TenantErrorKind::Role, message).help("use a role with BYPASSRLS"));
        }
    }
    match differences.as_slice() {
        [] => Ok(tables),
        lines => {
            let message = format!("the database is not what the structs say\n    {}", lines.join("\n    "));
            Err(TenantError::new(TenantErrorKind::Schema, message)
                .help("`cargo peristyle drift` shows all differences; `migrate apply` runs what is missing"))
        }
    }
}

async fn columns(connection: &mut PgConnection, member: &Member) -> Result<Vec<Column>, TenantError> {
    let rows = sqlx::query(COLUMNS).bind(&member.sql).fetch_all(connection).await;
    let column = |row: &sqlx::postgres::PgRow| {
        Ok(Column {
            name: row.try_get(0)?,
            sql_type: row.try_get(1)?,
            is_generated: row.try_get(2)?,
            sequence: row.try_get(3)?,
        })
    };
    rows.and_then(|rows| rows.iter().map(column).collect()).map_err(failed("read the columns"))
}

fn difference(member: &Member, columns: &[Column]) -> Vec<String> {
    let name = &member.name;
    if columns.is_empty() {
        return vec![format!("the table `{name}` is not there")];
    }
    let has = |wanted: &String| columns.iter().any(|column| column.name == *wanted);
    let missing = member.columns.iter().filter(|column| !has(column));
    let missing = missing.map(|column| format!("the column `{column}` of `{name}` is not there"));
    let more = columns.iter().filter(|column| !member.columns.contains(&column.name));
    let more = more.map(|column| format!("the structs do not have the column `{}` of `{name}`", column.name));
    missing.chain(more).collect()
}

/// The tables of a header.
pub(super) fn heads(scope: &Scope, live: &[Vec<Column>]) -> Vec<TableHead> {
    let stored = |columns: &[Column]| {
        let stored = columns.iter().filter(|column| !column.is_generated);
        stored.map(|column| ColumnHead { name: column.name.clone(), sql_type: column.sql_type.clone() }).collect()
    };
    let head =
        |(member, columns): (&Member, &Vec<Column>)| TableHead { name: member.name.clone(), columns: stored(columns) };
    scope.tables.iter().zip(live).map(head).collect()
}

/// The rows of a table that were exported or imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TableRows {
    /// The table, with its schema where it names one.
    pub table: String,
    /// The number of rows.
    pub rows: u64,
    /// The sum of the SHA-256 of its rows: that of the same rows in another order is the same.
    pub sha256: String,
}
