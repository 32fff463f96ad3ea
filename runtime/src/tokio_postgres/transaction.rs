use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio_postgres::Client;

use super::lent::Lent;
use super::open::{ClientRef, Open};
use crate::history;
use crate::query::{FromRow, Statement, StatementFuture, run};
use crate::transaction::{Login, Opening, Retryable, Sealed, TenantConnection, TransactionOptions, TransactionState};
use crate::{Error, InTenant, Tenant, TenantRoot};

/// The transaction of a tenant, for statements on tenant tables.
///
/// Dropping it without [`commit`](Self::commit) rolls back. Afterwards the connection has no tenant in any case. A
/// function that takes `tx: &mut TenantTransaction<'_, Organization>` passes on `&mut *tx`.
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
        // A role that bypasses row level security is refused here, not by the first statement.
        let open = match options.is_pipelined() && opening.checks.is_none() {
            true => Open::new(client_ref, opening, login),
            false => Open::begin(client_ref, opening, login).await?,
        };
        Ok(Self { open, tenant })
    }
}

impl<'client, Root> TenantTransaction<'client, Root> {
    /// Returns the tenant.
    #[must_use]
    pub fn tenant(&self) -> Tenant<Root> {
        self.tenant
    }

    /// Returns the connection for your own SQL. Row level security applies to it, for the tables and roles that it
    /// applies to; the SQL itself may or may not name the tenant. Do not set `peristyle.*`, and do not begin or end a
    /// transaction.
    pub fn connection(&mut self) -> &Client {
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
    /// row, the transaction is rolled back. The statement and COMMIT are sent together, in one round
    /// trip, unless a statement that must find a row follows one that wrote. If a returned row does not fit its Rust type
    /// ([`Error::Decode`]), the transaction is already committed.
    pub fn committing(self) -> Committing<'client, Root> {
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
pub struct Committing<'client, Root> {
    pub(super) transaction: TenantTransaction<'client, Root>,
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
        tokio::time::sleep(duration)
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

impl Sealed for Client {}

/// Do not begin a transaction on it with your own SQL: this cannot be detected. Until the transaction is ended or
/// dropped, the client accepts no other statements. If it is forgotten (`std::mem::forget`), the client is lost.
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
