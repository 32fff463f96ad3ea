use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::PgConnectOptions;
use sqlx::{PgConnection, PgPool, Postgres};

use super::Unprepared;
use super::cross_tenant::AcrossTransaction;
use super::open::Open;
use crate::query::StatementFuture;
use crate::transaction::{
    Login, Opening, Retryable, Sealed, TenantConnection, TenantPool, TransactionOptions, TransactionState,
};
use crate::{AcrossTenants, Error, InTenant, Tenant, TenantRoot};

/// A transaction in which one tenant is set: what statements on tenant tables run on.
///
/// Dropped without [`commit`](Self::commit) it rolls back; either way the connection it leaves behind has no tenant. In
/// a function that takes `tx: &mut TenantTransaction<'_, Organization>` pass `&mut *tx` on.
pub struct TenantTransaction<'connection, Root> {
    pub(super) open: Open<'connection>,
    tenant: Tenant<Root>,
}

impl<Root> TenantTransaction<'_, Root> {
    /// The tenant it was opened for.
    #[must_use]
    pub fn tenant(&self) -> Tenant<Root> {
        self.tenant
    }

    /// The connection, for SQL of your own. Row level security holds there too, on the tables and roles it holds for;
    /// whether a statement names the tenant is up to it. Do not set `peristyle.*` yourself, nor end the transaction.
    pub fn connection(&mut self) -> &mut PgConnection {
        self.open.connection()
    }

    /// Marks a place to roll back to. The result is committed or rolled back like a transaction, for the same tenant:
    /// its commit keeps its changes for the outer transaction to commit, its rollback undoes them and makes the outer
    /// transaction usable again after a statement that failed.
    ///
    /// A commit or rollback of it that is cancelled may leave the outer transaction aborted, which its next statement
    /// and its commit report.
    ///
    /// # Errors
    ///
    /// [`Error::Aborted`]: a statement has failed already. [`Error::Unreachable`]: the connection is lost.
    pub async fn savepoint(&mut self) -> Result<TenantTransaction<'_, Root>, Error> {
        Ok(TenantTransaction { open: self.open.savepoint().await?, tenant: self.tenant })
    }

    /// Makes what was written permanent.
    ///
    /// # Errors
    ///
    /// Nothing was committed: [`Error::Aborted`], since a statement had failed; [`Error::Conflict`] with another
    /// transaction; [`Error::Violation`] of a constraint that is checked at the end. [`Error::CommitUnknown`]: the
    /// connection was lost, and whether the commit took place is not known.
    pub async fn commit(self) -> Result<(), Error> {
        self.open.commit().await
    }

    /// Undoes what was written.
    ///
    /// # Errors
    ///
    /// The connection is lost, which undoes it as well.
    pub async fn rollback(self) -> Result<(), Error> {
        self.open.rollback().await
    }
}

impl<Root: TenantRoot> Retryable for TenantTransaction<'_, Root> {
    fn state(&self) -> Arc<TransactionState> {
        self.open.state()
    }

    fn pause(duration: Duration) -> impl Future<Output = ()> + Send {
        sqlx_core::rt::sleep(duration)
    }
}

impl<Root: TenantRoot> fmt::Debug for TenantTransaction<'_, Root> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TenantTransaction").field("tenant", &self.tenant).finish_non_exhaustive()
    }
}

macro_rules! pool {
    ($($pool:ty, $prepares:literal;)*) => {
        $(impl Sealed for $pool {}

        impl TenantPool for $pool {
            type Transaction<Root: TenantRoot> = TenantTransaction<'static, Root>;
            type Across<Root: TenantRoot> = AcrossTransaction<'static, Root>;

            fn begin_across<Root: TenantRoot>(
                &self,
                across: AcrossTenants<Root>,
            ) -> StatementFuture<'_, AcrossTransaction<'static, Root>> {
                Box::pin(async move {
                    let opening = Opening { sql: across.opening()?, checks: None };
                    AcrossTransaction::new(Open::on_pool(self, &opening, $prepares).await)
                })
            }

            fn begin_tenant_with<Root: TenantRoot>(
                &self,
                tenant: impl InTenant<Root>,
                options: TransactionOptions,
            ) -> StatementFuture<'_, TenantTransaction<'static, Root>> {
                let tenant = tenant.tenant();
                Box::pin(async move {
                    // All connections of a pool log in with these.
                    let login: Login = Arc::<PgConnectOptions>::downgrade(&self.connect_options());
                    let opening = Opening::new(tenant, options, Some(&login));
                    let open = Open::on_pool(self, &opening, $prepares && !options.is_unprepared()).await?;
                    opening.accepted(&login);
                    Ok(TenantTransaction { open, tenant })
                })
            }
        })*
    };
}

pool! {
    PgPool, true;
    Unprepared, false;
}

impl Sealed for PgConnection {}

/// When the future is dropped before it is done, the connection may be inside the transaction, which sqlx does not
/// know: close it.
impl TenantConnection for PgConnection {
    type Transaction<'connection, Root: TenantRoot> = TenantTransaction<'connection, Root>;

    fn begin_tenant_with<Root: TenantRoot>(
        &mut self,
        tenant: impl InTenant<Root>,
        options: TransactionOptions,
    ) -> StatementFuture<'_, TenantTransaction<'_, Root>> {
        let tenant = tenant.tenant();
        Box::pin(async move {
            let opening = Opening::new(tenant, options, None);
            let open = Open::on_connection(self, &opening, !options.is_unprepared()).await?;
            Ok(TenantTransaction { open, tenant })
        })
    }
}

impl Sealed for PoolConnection<Postgres> {}

/// When the future is dropped before it is done, the connection is closed in place of going back to its pool.
impl TenantConnection for PoolConnection<Postgres> {
    type Transaction<'connection, Root: TenantRoot> = TenantTransaction<'connection, Root>;

    fn begin_tenant_with<Root: TenantRoot>(
        &mut self,
        tenant: impl InTenant<Root>,
        options: TransactionOptions,
    ) -> StatementFuture<'_, TenantTransaction<'_, Root>> {
        let tenant = tenant.tenant();
        Box::pin(async move {
            let opening = Opening::new(tenant, options, None);
            let open = Open::on_connection_of_pool(self, &opening, !options.is_unprepared()).await?;
            Ok(TenantTransaction { open, tenant })
        })
    }
}
