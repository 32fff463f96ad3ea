//! An export: every row of a tenant in one snapshot.

use std::io::Write;

use peristyle_build::Checked;
use serde::Serialize;
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use super::error::{TenantError, TenantErrorKind, failed};
use super::file::{Header, VERSION, Writer, schema_hash};
use super::live::{self, TableRows};
use super::progress::{Show, Step};
use super::rows;
use super::scope::Scope;

/// Exports every row of a tenant.
#[derive(Debug, Clone)]
pub struct Export<'a> {
    structs: &'a Checked,
    tenant: Uuid,
    root: Option<String>,
}

/// What was exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Exported {
    /// The tenant.
    pub tenant: Uuid,
    /// When the snapshot was taken, as PostgreSQL writes it, in UTC.
    pub taken: String,
    /// The identity of the schema: the SHA-256 of its tables, columns and types.
    pub schema: String,
    /// The tables in load order.
    pub tables: Vec<TableRows>,
    /// The rows of all tables.
    pub rows: u64,
}

impl<'a> Export<'a> {
    /// Begins to declare an export of the tenant of that id.
    #[must_use]
    pub const fn new(structs: &'a Checked, tenant: Uuid) -> Self {
        Self { structs, tenant, root: None }
    }

    /// Names the table of the tenant root, where the structs have several.
    #[must_use]
    pub fn root(mut self, table: impl Into<String>) -> Self {
        self.root = Some(table.into());
        self
    }

    /// Writes the rows of the tenant as they are in one snapshot, in a read-only transaction. Soft-deleted rows are among them.
    ///
    /// One row is in memory at a time. The role needs SELECT on the tables: the application role can export.
    ///
    /// # Errors
    ///
    /// The tenant does not exist, the database has other tables or columns than the structs, a policy may hide rows, the output cannot be written, or the
    /// connection is lost. What was written by then has no last line, so an import refuses it.
    pub async fn run(
        &self,
        connection: &mut PgConnection,
        out: impl Write,
        show: &mut (dyn FnMut(Step<'_>) + Send),
    ) -> Result<Exported, TenantError> {
        let scope = Scope::of(self.structs, self.root.as_deref())?;
        let begin = format!("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {}", scope.settings(self.tenant));
        sqlx::raw_sql(AssertSqlSafe(begin)).execute(&mut *connection).await.map_err(failed("begin the snapshot"))?;
        let exported = self.write(connection, &scope, out, show).await;
        // Nothing was changed. A connection that is lost has no transaction.
        sqlx::raw_sql("ROLLBACK").execute(connection).await.ok();
        exported
    }

    async fn write(
        &self,
        connection: &mut PgConnection,
        scope: &Scope,
        out: impl Write,
        show: Show<'_>,
    ) -> Result<Exported, TenantError> {
        let (taken, server): (String, String) = sqlx::query_as("SELECT now()::text, current_setting('server_version')")
            .fetch_one(&mut *connection)
            .await
            .map_err(failed("begin the snapshot"))?;
        let tables = live::heads(scope, &live::read(connection, scope).await?);
        let header = Header {
            version: VERSION,
            tenant: self.tenant.to_string(),
            root: scope.tables[scope.root].name.clone(),
            taken,
            server,
            schema: schema_hash(&tables),
            tables,
        };
        let mut writer = Writer::new(out);
        writer.header(&header)?;
        let mut exported =
            Exported { tenant: self.tenant, taken: header.taken, schema: header.schema, tables: Vec::new(), rows: 0 };
        for (number, (member, head)) in (1..).zip(scope.tables.iter().zip(&header.tables)) {
            let step = Step { doing: "exporting", table: &member.name, number, tables: scope.tables.len(), rows: 0 };
            show(step);
            writer.table(&member.name)?;
            let row = |values: &[Option<&str>]| writer.row(values.iter().copied());
            rows::each(connection, member, &head.columns, self.tenant, (&mut *show, step), row).await?;
            let end = writer.table_end(&member.name)?;
            if number == scope.root + 1 && end.rows == 0 {
                return Err(no_tenant(scope, self.tenant));
            }
            exported.rows += end.rows;
            exported.tables.push(TableRows { table: end.end_of, rows: end.rows, sha256: end.sha256 });
        }
        writer.end()?;
        Ok(exported)
    }
}

/// The root has no row of that id that the role sees.
pub(super) fn no_tenant(scope: &Scope, tenant: Uuid) -> TenantError {
    let message = format!("`{}` has no row with the id {tenant}", scope.tables[scope.root].name);
    TenantError::new(TenantErrorKind::Rows, message).help("name a tenant of this database")
}
