//! The table in which an erasure counts what it has erased, and in which holds are placed.

use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, Row};
use uuid::Uuid;

use super::super::error::{TenantError, failed};
use super::super::scope::Scope;
use crate::catalog::OF_ERASURES;
use crate::database::quoted;

/// A row for each table of a tenant. It is the owner's: nobody is granted anything.
#[derive(Debug)]
pub(super) struct Register {
    sql: String,
    /// The table of the root: its owner owns the register too.
    root: String,
}

/// The owner of the root, where it is another role that this one may act for: a superuser erases, and the owner erases the next tenant.
const OWNER: &str = "SELECT pg_get_userbyid(relowner)::text FROM pg_class WHERE oid = to_regclass($1)
    AND pg_get_userbyid(relowner) <> current_user AND pg_has_role(relowner, 'MEMBER')";

/// What the register has of a table.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    pub(super) table: String,
    pub(super) hold: Option<String>,
    pub(super) erased: i64,
    pub(super) unlinked: i64,
}

impl Register {
    pub(super) fn of(scope: &Scope) -> Self {
        let sql = format!("{}.{}", quoted(&scope.schema), quoted(OF_ERASURES));
        Self { sql, root: scope.tables[scope.root].sql.clone() }
    }

    pub(super) async fn is_there(&self, connection: &mut PgConnection) -> Result<bool, TenantError> {
        let found =
            sqlx::query_scalar("SELECT to_regclass($1) IS NOT NULL").bind(&self.sql).fetch_one(connection).await;
        found.map_err(failed("look for the register of erasures"))
    }

    pub(super) async fn create(&self, connection: &mut PgConnection) -> Result<(), TenantError> {
        if self.is_there(connection).await? {
            return Ok(());
        }
        let create = format!(
            "CREATE TABLE IF NOT EXISTS {} (tenant uuid, table_name text, hold text, erased bigint NOT NULL DEFAULT 0,
                unlinked bigint NOT NULL DEFAULT 0, since timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (tenant, table_name))",
            self.sql
        );
        let failed = failed("create the register of erasures");
        sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut *connection).await.map_err(&failed)?;
        let owner = sqlx::query_scalar::<_, String>(OWNER).bind(&self.root).fetch_optional(&mut *connection).await;
        if let Some(owner) = owner.map_err(&failed)? {
            let alter = format!("ALTER TABLE {} OWNER TO {}", self.sql, quoted(&owner));
            sqlx::raw_sql(AssertSqlSafe(alter)).execute(connection).await.map_err(&failed)?;
        }
        Ok(())
    }

    /// A row for each table, where there is none.
    pub(super) async fn enter(
        &self,
        connection: &mut PgConnection,
        tenant: Uuid,
        tables: &[String],
    ) -> Result<(), TenantError> {
        let insert = format!(
            "INSERT INTO {} (tenant, table_name) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING",
            self.sql
        );
        let done = sqlx::query(AssertSqlSafe(insert)).bind(tenant).bind(tables).execute(connection).await;
        done.map(drop).map_err(failed("begin the erasure"))
    }

    /// Places a hold, or removes it.
    pub(super) async fn hold(
        &self,
        connection: &mut PgConnection,
        tenant: Uuid,
        table: &str,
        reason: Option<&str>,
    ) -> Result<bool, TenantError> {
        let statement = match reason {
            Some(_) => format!(
                "INSERT INTO {} (tenant, table_name, hold) VALUES ($1, $2, $3)
                ON CONFLICT (tenant, table_name) DO UPDATE SET hold = excluded.hold",
                self.sql
            ),
            None => {
                format!("UPDATE {} SET hold = $3 WHERE tenant = $1 AND table_name = $2 AND hold IS NOT NULL", self.sql)
            }
        };
        let done =
            sqlx::query(AssertSqlSafe(statement)).bind(tenant).bind(table).bind(reason).execute(connection).await;
        done.map(|done| done.rows_affected() > 0).map_err(failed("write the hold"))
    }

    /// The entries of a tenant by table. In a transaction that erases, they are locked: a hold waits for its end, or is seen.
    pub(super) async fn read(
        &self,
        connection: &mut PgConnection,
        tenant: Uuid,
        locks: bool,
    ) -> Result<Vec<Entry>, TenantError> {
        let lock = if locks { " FOR UPDATE" } else { "" };
        let select = format!(
            "SELECT table_name, hold, erased, unlinked FROM {} WHERE tenant = $1 ORDER BY table_name{lock}",
            self.sql
        );
        let rows = sqlx::query(AssertSqlSafe(select)).bind(tenant).fetch_all(connection).await;
        let entry = |row: &PgRow| {
            Ok(Entry {
                table: row.try_get(0)?,
                hold: row.try_get(1)?,
                erased: row.try_get(2)?,
                unlinked: row.try_get(3)?,
            })
        };
        let entries = rows.and_then(|rows| rows.iter().map(entry).collect());
        entries.map_err(failed("read the register of erasures"))
    }

    pub(super) async fn count(
        &self,
        connection: &mut PgConnection,
        tenant: Uuid,
        table: &str,
        (erased, unlinked): (i64, i64),
    ) -> Result<(), TenantError> {
        let update = format!(
            "UPDATE {} SET erased = erased + $3, unlinked = unlinked + $4 WHERE tenant = $1 AND table_name = $2",
            self.sql
        );
        let done = sqlx::query(AssertSqlSafe(update))
            .bind(tenant)
            .bind(table)
            .bind(erased)
            .bind(unlinked)
            .execute(connection)
            .await;
        done.map(drop).map_err(failed("count what was erased"))
    }

    /// Removes the counts of a tenant.
    pub(super) async fn forget(&self, connection: &mut PgConnection, tenant: Uuid) -> Result<(), TenantError> {
        let delete = format!("DELETE FROM {} WHERE tenant = $1 AND hold IS NULL", self.sql);
        let done = sqlx::query(AssertSqlSafe(delete)).bind(tenant).execute(connection).await;
        done.map(drop).map_err(failed("remove the counts of the erasure"))
    }
}
