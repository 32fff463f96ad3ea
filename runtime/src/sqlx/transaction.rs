use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::PgConnectOptions;
use sqlx::{PgConnection, PgPool, Postgres};

use super::Unprepared;
use super::cross_tenant::AcrossTransaction;
use super::open::Open;
use crate::history;
use crate::query::{FromRow, Statement, StatementFuture, run};
use crate::transaction::{
    Login, Opening, PoolOfEnabledDriver, Retryable, Sealed, TenantConnection, TransactionOptions, TransactionState,
};
use crate::{AcrossTenants, Error, InTenant, Tenant, TenantRoot};

/// The transaction of a tenant, for statements on tenant tables.
///
/// Dropping it without [`commit`](Self::commit) rolls back. Afterwards the connection has no tenant in any case. A
/// function that takes `tx: &mut TenantTransaction<'_, Organization>` passes on `&mut *tx`.
pub struct TenantTransaction<'connection, Root> {
    pub(super) open: Open<'connection>,
    tenant: Tenant<Root>,
}

impl<'connection, Root> TenantTransaction<'connection, Root> {
    /// Returns the tenant.
    #[must_use]
    pub fn tenant(&self) -> Tenant<Root> {
        self.tenant
    }

    /// Returns the connection for your own SQL. Row level security applies to it, for the tables and roles that it
    /// applies to; the SQL itself may or may not name the tenant. Do not set `peristyle.*`, and do not end the
    /// transaction.
    pub fn connection(&mut self) -> &mut PgConnection {
        self.open.connection()
    }

    /// States who changes rows until the end of the transaction: `version_changed_by` of the versions that tables with
    /// `history` keep. Without it that is the database role.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`]: the text contains NUL. [`Error::Aborted`]: a statement failed before. [`Error::Unreachable`]:
    /// the connection is lost.
    pub async fn changed_by(&mut self, who: &str) -> Result<(), Error>
    where
        Root: TenantRoot,
    {
        run::execute(history::changed_by(who), self).await.map(drop)
    }

    /// Opens a savepoint for the same tenant. It is committed or rolled back like a transaction: its commit keeps its
    /// changes for the commit of the outer transaction; its rollback reverts only its changes, and makes the outer
    /// transaction usable again after an error.
    ///
    /// If its commit or rollback is cancelled, the outer transaction may be aborted, which its next statement and its
    /// commit report.
    ///
    /// # Errors
    ///
    /// [`Error::Aborted`]: a statement failed before. [`Error::Unreachable`]: the connection is lost.
    pub async fn savepoint(&mut self) -> Result<TenantTransaction<'_, Root>, Error> {
        Ok(TenantTransaction { open: self.open.savepoint().await?, tenant: self.tenant })
    }

    /// Returns the executor of the last statement, which commits after it:
    /// `Product::update(tenant, id, changes).execute(tx.committing()).await?`.
    ///
    /// It does what `execute(&mut tx).await?` and `tx.commit().await?` do: if the statement fails or does not find its
    /// row, the transaction is rolled back. It takes two round trips. If a returned row does not fit its Rust type
    /// ([`Error::Decode`]), the transaction is already committed.
    pub fn committing(self) -> Committing<'connection, Root> {
        Committing { transaction: self, accepts_no_row: false }
    }

    /// Commits the transaction.
    ///
    /// # Errors
    ///
    /// Nothing was committed: [`Error::Aborted`] after a failed statement; [`Error::Conflict`]; [`Error::Violation`] of
    /// a deferred constraint. [`Error::CommitUnknown`]: the connection was lost, and the outcome of COMMIT is unknown.
    pub async fn commit(self) -> Result<(), Error> {
        self.open.commit().await
    }

    /// Rolls back the transaction.
    ///
    /// # Errors
    ///
    /// The connection is lost, which rolls back too.
    pub async fn rollback(self) -> Result<(), Error> {
        self.open.rollback().await
    }
}

/// The executor of the last statement of a transaction, [`TenantTransaction::committing`].
#[must_use = "it commits after a statement"]
pub struct Committing<'connection, Root> {
    pub(super) transaction: TenantTransaction<'connection, Root>,
    /// Whether the transaction is committed if the statement finds no row.
    pub(super) accepts_no_row: bool,
}

impl<Root> fmt::Debug for Committing<'_, Root> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Committing").field("tenant", &self.transaction.tenant).finish_non_exhaustive()
    }
}

impl<Root: TenantRoot> Retryable for TenantTransaction<'_, Root> {
    fn state(&self) -> Arc<TransactionState> {
        self.open.state()
    }

    fn pause(duration: Duration) -> impl Future<Output = ()> + Send {
        sqlx_core::rt::sleep(duration)
    }

    fn first<R: FromRow>(&mut self, statement: Statement) -> StatementFuture<'_, Option<R>> {
        run::fetch_optional(Ok(statement), self)
    }

    fn finish<'transaction>(self, commits: bool) -> StatementFuture<'transaction, ()>
    where
        Self: 'transaction,
    {
        match commits {
            true => Box::pin(self.commit()),
            false => Box::pin(self.rollback()),
        }
    }
}

impl<Root: TenantRoot> fmt::Debug for TenantTransaction<'_, Root> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TenantTransaction").field("tenant", &self.tenant).finish_non_exhaustive()
    }
}

/// All connections of a pool use the same options to log in.
pub(super) fn login(pool: &PgPool) -> Login {
    Arc::<PgConnectOptions>::downgrade(&pool.connect_options())
}

macro_rules! pool {
    ($($pool:ty, $prepares:literal;)*) => {
        $(impl Sealed for $pool {}

        impl PoolOfEnabledDriver for $pool {
            type Transaction<Root: TenantRoot> = TenantTransaction<'static, Root>;
            type Across<Root: TenantRoot> = AcrossTransaction<'static, Root>;

            fn open_for_all<Root: TenantRoot>(
                &self,
                across: AcrossTenants<Root>,
            ) -> StatementFuture<'_, AcrossTransaction<'static, Root>> {
                Box::pin(async move {
                    let opening = Opening { sql: across.opening(), checks: None };
                    AcrossTransaction::new(Open::on_pool(self, &opening, $prepares).await)
                })
            }

            fn open_for_one<Root: TenantRoot>(
                &self,
                tenant: Tenant<Root>,
                options: TransactionOptions,
            ) -> StatementFuture<'_, TenantTransaction<'static, Root>> {
                Box::pin(async move {
                    let login = login(self);
                    let opening = Opening::new(tenant, options, Some(&login));
                    let open = Open::on_pool(self, &opening, $prepares && !options.is_unprepared()).await?;
                    opening.accepted(Some(&login));
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

/// If the future is dropped early, the connection may be in a transaction that sqlx does not know: close it.
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

/// If the future is dropped early, the connection is closed and does not return to its pool.
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
