//! The search for the id of a tenant in every table of a database.

use serde::Serialize;
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use super::super::error::{TenantError, failed};
use super::super::progress::{Show, Step};
use super::super::scope::Scope;
use crate::catalog::OF_ERASURES;
use crate::database::quoted;

/// Where the id of a tenant was looked for, and where it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Scan {
    /// The number of tables that were searched.
    pub tables: usize,
    /// The number of columns of type uuid, or of an array or a domain of it.
    pub columns: usize,
    /// Whether all values of all columns were searched for the text of the id too.
    pub text: bool,
    /// Where the id is.
    pub found: Vec<Found>,
    /// Tables that were not searched, each with the reason.
    pub not_searched: Vec<String>,
}

/// A column in which the id of a tenant is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Found {
    /// The table with its schema.
    pub table: String,
    /// The column; none where the text of the rows has the id.
    pub column: Option<String>,
    /// The number of rows.
    pub rows: i64,
}

/// Every table of the database that has rows of its own, with its columns of type uuid.
const TABLES: &str = "WITH RECURSIVE ids AS (
        SELECT 'uuid'::regtype::oid AS id
        UNION
        SELECT t.oid FROM pg_type t JOIN ids ON t.typbasetype = ids.id OR t.typelem = ids.id AND t.typcategory = 'A'
    ), id_columns AS (
        SELECT a.attrelid, a.attname::text AS name, t.typcategory = 'A' AS is_array
        FROM pg_attribute a JOIN ids ON ids.id = a.atttypid JOIN pg_type t ON t.oid = a.atttypid
        WHERE a.attnum > 0 AND NOT a.attisdropped
    )
    SELECT n.nspname::text, c.relname::text, c.relkind::text, has_table_privilege(c.oid, 'SELECT'), row_security_active(c.oid),
        ARRAY(SELECT name FROM id_columns WHERE attrelid = c.oid AND NOT is_array ORDER BY name),
        ARRAY(SELECT name FROM id_columns WHERE attrelid = c.oid AND is_array ORDER BY name)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm', 'f') AND NOT c.relispartition AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
    ORDER BY 1, 2";

type Row = (String, String, String, bool, bool, Vec<String>, Vec<String>);

/// Searches in a transaction that goes on.
pub(super) async fn scan(
    connection: &mut PgConnection,
    scope: &Scope,
    tenant: Uuid,
    text: bool,
    show: Show<'_>,
) -> Result<Scan, TenantError> {
    let rows: Vec<Row> =
        sqlx::query_as(TABLES).fetch_all(&mut *connection).await.map_err(failed("read the catalog"))?;
    let mut scan = Scan { text, ..Scan::default() };
    let tables = rows.len();
    for (number, (schema, table, kind, is_readable, is_secured, ids, arrays)) in (1..).zip(rows) {
        if schema == scope.schema && table == OF_ERASURES {
            continue;
        }
        let (name, sql) = (format!("{schema}.{table}"), format!("{}.{}", quoted(&schema), quoted(&table)));
        show(Step { doing: "scanning", table: &name, number, tables, rows: 0 });
        let reason = match (kind.as_str(), is_readable, is_secured) {
            ("f", _, _) => Some("its rows are on another server"),
            (_, false, _) => Some("the role has no SELECT"),
            (_, _, true) => Some("row security hides rows of other tenants from the role"),
            _ => None,
        };
        if let Some(reason) = reason {
            scan.not_searched.push(format!("{name}: {reason}"));
        }
        // What row security shows is searched all the same.
        if kind == "f" || !is_readable {
            continue;
        }
        scan.tables += 1;
        scan.columns += ids.len() + arrays.len();
        let is_id = ids.iter().map(|column| (column, format!("{} = $1::uuid", quoted(column))));
        let has_id = arrays.iter().map(|column| (column, format!("$1::uuid = ANY ({})", quoted(column))));
        for (column, condition) in is_id.chain(has_id) {
            let statement = format!("SELECT count(*) FROM {sql} WHERE {condition}");
            scan.count(connection, (&name, Some(column)), statement, tenant.to_string()).await?;
        }
        if text {
            // As text, and as the hex digits of a bytea.
            for id in [tenant.hyphenated().to_string(), tenant.simple().to_string()] {
                let statement = format!(
                    "SELECT count(*) FROM {sql} AS peristyle_row WHERE position($1::text in lower(peristyle_row::text)) > 0"
                );
                scan.count(connection, (&name, None), statement, id).await?;
            }
        }
    }
    Ok(scan)
}

impl Scan {
    async fn count(
        &mut self,
        connection: &mut PgConnection,
        (table, column): (&str, Option<&String>),
        statement: String,
        id: String,
    ) -> Result<(), TenantError> {
        let counted = sqlx::query_scalar(AssertSqlSafe(statement)).bind(id).fetch_one(connection).await;
        let rows = counted.map_err(failed(format!("search `{table}`")))?;
        if rows > 0 {
            self.found.push(Found { table: table.to_owned(), column: column.cloned(), rows });
        }
        Ok(())
    }
}
