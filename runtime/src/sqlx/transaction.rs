use std::fmt;

use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, Postgres, Transaction};

use super::error::failed;
use crate::query::Running;
use crate::tenant::setting;
use crate::{Error, InTenant, Tenant, TenantRoot};

/// A transaction in which one tenant is set: what statements on tenant tables run on.
///
/// Dropped without [`commit`](Self::commit) it rolls back; either way the connection it leaves behind has no tenant. In a function that
/// takes `tx: &mut TenantTransaction<'_, Organization>` pass `&mut *tx` on.
pub struct TenantTransaction<'connection, Root> {
    transaction: Transaction<'connection, Postgres>,
    tenant: Tenant<Root>,
}

impl<Root> TenantTransaction<'_, Root> {
    /// The tenant it was opened for.
    #[must_use]
    pub fn tenant(&self) -> Tenant<Root> {
        self.tenant
    }

    /// The connection, for SQL of your own. Row level security holds there too, on the tables and roles it holds for; whether a statement names the
    /// tenant is up to it. Do not set `peristyle.*` yourself, nor end the transaction.
    pub fn connection(&mut self) -> &mut PgConnection {
        &mut self.transaction
    }

    /// Makes what was written permanent.
    ///
    /// # Errors
    ///
    /// The connection is lost, or the database refuses to commit. Whether a lost commit took place is not known.
    pub async fn commit(self) -> Result<(), Error> {
        self.transaction.commit().await.map_err(|error| failed(error, None))
    }

    /// Undoes what was written.
    ///
    /// # Errors
    ///
    /// The connection is lost, which undoes it as well.
    pub async fn rollback(self) -> Result<(), Error> {
        self.transaction.rollback().await.map_err(|error| failed(error, None))
    }
}

impl<Root: TenantRoot> fmt::Debug for TenantTransaction<'_, Root> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TenantTransaction").field("tenant", &self.tenant).finish_non_exhaustive()
    }
}

/// Opens the transaction of a tenant on a pool.
pub trait TenantPool {
    /// Takes a connection and opens a transaction in which the tenant is set, in one round trip.
    ///
    /// The setting ends with the transaction (`SET LOCAL`), so a connection that goes back to the pool, or to pgbouncer, carries no tenant.
    ///
    /// # Errors
    ///
    /// [`Error::Unreachable`]: the database is down, its address or the login is wrong, or no connection became free in time.
    fn begin_tenant<Root: TenantRoot>(
        &self,
        tenant: impl InTenant<Root>,
    ) -> Running<'_, TenantTransaction<'static, Root>>;
}

impl TenantPool for PgPool {
    fn begin_tenant<Root: TenantRoot>(
        &self,
        tenant: impl InTenant<Root>,
    ) -> Running<'_, TenantTransaction<'static, Root>> {
        let tenant = tenant.tenant();
        Box::pin(async move {
            let transaction = self.begin_with(opening(tenant)).await.map_err(|error| failed(error, None))?;
            Ok(TenantTransaction { transaction, tenant })
        })
    }
}

/// Opens the transaction of a tenant on a connection.
pub trait TenantConnection {
    /// Opens a transaction in which the tenant is set, in one round trip.
    ///
    /// # Errors
    ///
    /// [`Error::NestedTenant`]: the connection is in a transaction already, whose tenant this would change. [`Error::Unreachable`]: it is lost.
    fn begin_tenant<Root: TenantRoot>(
        &mut self,
        tenant: impl InTenant<Root>,
    ) -> Running<'_, TenantTransaction<'_, Root>>;
}

impl TenantConnection for PgConnection {
    fn begin_tenant<Root: TenantRoot>(
        &mut self,
        tenant: impl InTenant<Root>,
    ) -> Running<'_, TenantTransaction<'_, Root>> {
        let tenant = tenant.tenant();
        Box::pin(async move {
            // Asked beforehand: sqlx's own refusal would roll the outer transaction back.
            if self.is_in_transaction() {
                return Err(Error::NestedTenant);
            }
            let transaction = self.begin_with(opening(tenant)).await.map_err(|error| failed(error, None))?;
            Ok(TenantTransaction { transaction, tenant })
        })
    }
}

/// Neither the name of a Rust type nor the text of a UUID can carry SQL.
fn opening<Root: TenantRoot>(tenant: Tenant<Root>) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!("BEGIN; SET LOCAL {} = '{}'", setting(Root::def()), tenant.id()))
}
