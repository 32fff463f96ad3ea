use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio_postgres::Client;

use super::lent::Lent;
use super::open::{ClientRef, Open};
use crate::query::StatementFuture;
use crate::transaction::{Login, Opening, Retryable, Sealed, TenantConnection, TransactionOptions, TransactionState};
use crate::{Error, InTenant, Tenant, TenantRoot};

/// A transaction in which one tenant is set: what statements on tenant tables run on.
///
/// Dropped without [`commit`](Self::commit) it rolls back; either way the connection it leaves behind has no tenant. In
/// a function that takes `tx: &mut TenantTransaction<'_, Organization>` pass `&mut *tx` on.
pub struct TenantTransaction<'client, Root> {
    pub(super) open: Open<'client>,
    tenant: Tenant<Root>,
}

impl<'client, Root: TenantRoot> TenantTransaction<'client, Root> {
    pub(super) async fn begin(
        client_ref: ClientRef<'client>,
        tenant: Tenant<Root>,
        options: TransactionOptions,
        login: Option<Login>,
    ) -> Result<Self, Error> {
        let opening = Opening::new(tenant, options, login.as_ref());
        let open = Open::begin(client_ref, &opening).await?;
        if let Some(login) = login {
            opening.accepted(&login);
        }
        Ok(Self { open, tenant })
    }
}

impl<Root> TenantTransaction<'_, Root> {
    /// The tenant it was opened for.
    #[must_use]
    pub fn tenant(&self) -> Tenant<Root> {
        self.tenant
    }

    /// The connection, for SQL of your own. Row level security holds there too, on the tables and roles it holds for;
    /// whether a statement names the tenant is up to it. Do not set `peristyle.*` yourself, nor begin or end a
    /// transaction.
    pub fn connection(&mut self) -> &Client {
        self.open.link().client()
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
        tokio::time::sleep(duration)
    }
}

impl<Root: TenantRoot> fmt::Debug for TenantTransaction<'_, Root> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TenantTransaction").field("tenant", &self.tenant).finish_non_exhaustive()
    }
}

impl Sealed for Client {}

/// Whether SQL of your own has begun a transaction on it is not known: do not. Until the transaction is dropped or
/// ended the client is closed for everything else: one that is forgotten (`std::mem::forget`) takes the client with it.
impl TenantConnection for Client {
    type Transaction<'client, Root: TenantRoot> = TenantTransaction<'client, Root>;

    fn begin_tenant_with<Root: TenantRoot>(
        &mut self,
        tenant: impl InTenant<Root>,
        options: TransactionOptions,
    ) -> StatementFuture<'_, TenantTransaction<'_, Root>> {
        let tenant = tenant.tenant();
        Box::pin(async move {
            let client_ref = ClientRef::Lent(Lent::new(self).await?);
            TenantTransaction::begin(client_ref, tenant, options, None).await
        })
    }
}
