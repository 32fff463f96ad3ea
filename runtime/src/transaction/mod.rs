//! Transactions of a tenant, the same for every driver.
//!
//! [`TenantPool`] opens one on a pool, [`TenantConnection`] on a connection; the prelude imports both. They open the
//! `TenantTransaction` of the driver ([`sqlx`](crate::sqlx), [`tokio_postgres`](crate::tokio_postgres)), on which the
//! statements of the tenant run.
//!
//! - A single statement needs none: it runs on the pool, as its own transaction.
//! - It opens in one round trip: `BEGIN`, `SET LOCAL peristyle.organization_id` and the [`TransactionOptions`] are one
//!   message.
//! - `tx.committing()` runs the last statement and commits.
//! - Dropping it without a commit rolls back, also when the future of a statement, of the commit or of `begin_tenant`
//!   is dropped early. No connection returns to its pool with a tenant or an open transaction.
//! - A commit reports when nothing was committed: [`Error::Aborted`](crate::Error::Aborted) after a failed statement,
//!   [`Error::CommitUnknown`](crate::Error::CommitUnknown) after a lost connection. A violated deferred constraint is a
//!   [`Violation`](crate::Violation), as it is for a statement.
//! - [`in_tenant`](TenantPool::in_tenant) runs a closure in a transaction, and again after a conflict. A committed
//!   transaction is never run again.
//! - A tenant transaction is never opened in another one; `savepoint` opens a savepoint with the same tenant. A savepoint
//!   that is cancelled, dropped or forgotten leaves the transaction open or aborted; the transaction still ends once, by
//!   its own commit or rollback.
//! - Nobody continues a forgotten transaction (`std::mem::forget`): its connection is closed, or never returns to the
//!   pool.
//! - A role that bypasses row level security is refused:
//!   [`Error::RowSecurityBypass`](crate::Error::RowSecurityBypass).

pub(crate) mod bypass;
mod checked;
#[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
mod executors;
mod options;
mod retry;
mod state;

pub use bypass::{BypassReason, RowSecurityBypass};
pub use options::TransactionOptions;
pub use retry::InTransaction;
pub use state::TransactionState;

use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use crate::query::{ExecutorFor, FromRow, Queue, Read, Statement, StatementFuture, TenantOfRow, run};
use crate::{AcrossTenants, AllowsLock, Global, Id, InTenant, TableDef, Tenant, TenantRoot, TenantTable};

#[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
pub(crate) use executors::{stream_executors, transaction_executors};

#[cfg_attr(
    not(any(feature = "sqlx", feature = "tokio-postgres")),
    allow(unused_imports, reason = "used only with a driver feature")
)]
pub(crate) use checked::Login;

/// Seals the traits: only the drivers of this crate implement them.
pub trait Sealed {}

/// The operations of [`InTransaction`] on the transactions of all drivers.
#[doc(hidden)]
pub trait Retryable: Send {
    /// Returns the state, also after the end of the transaction.
    fn state(&self) -> Arc<TransactionState>;

    /// Sleeps with the timer of the driver's runtime.
    fn pause(duration: Duration) -> impl Future<Output = ()> + Send;

    /// Runs a statement of the tenant.
    fn first<R: FromRow>(&mut self, statement: Statement) -> StatementFuture<'_, Option<R>>;

    /// Commits, or rolls back.
    fn finish<'transaction>(self, commits: bool) -> StatementFuture<'transaction, ()>
    where
        Self: 'transaction;
}

/// A pool of a driver whose feature is enabled: `sqlx::PgPool` with `sqlx`, `deadpool_postgres::Pool` with `deadpool-postgres`, `bb8::Pool` with `bb8`,
/// and the `Unprepared` of each driver.
///
/// [`TenantPool`] has its methods. The driver implements this trait, and every such pool is a [`TenantPool`]: in this way rustc names
/// what is missing where a method is called on another type, which it does not for a trait without such an implementation.
// For a reference to a pool rustc ignores `on_unimplemented`. It shows the line of the trait, hence its name and the comment in it.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` does not open a transaction of a tenant",
    label = "not a pool or connection of a driver whose feature is enabled",
    note = "the pools are `sqlx::PgPool` of sqlx 0.9, `deadpool_postgres::Pool` of deadpool-postgres 0.14 and `bb8::Pool` of bb8 0.9",
    note = "in a transaction of a tenant, `tx.savepoint()` opens a savepoint",
    note = "docs: peristyle::rules::P03"
)]
#[cfg_attr(
    not(feature = "sqlx"),
    diagnostic::on_unimplemented(note = "a pool of sqlx needs the feature `sqlx` of peristyle, which is off")
)]
#[cfg_attr(
    not(feature = "deadpool-postgres"),
    diagnostic::on_unimplemented(
        note = "a pool of deadpool needs the feature `deadpool-postgres` of peristyle, which is off"
    )
)]
#[cfg_attr(
    not(feature = "bb8"),
    diagnostic::on_unimplemented(note = "a pool of bb8 needs the feature `bb8` of peristyle, which is off")
)]
#[rustfmt::skip]
pub trait PoolOfEnabledDriver: Sealed + Sync { // features of peristyle: `sqlx` (0.9), `deadpool-postgres` (0.14), `bb8` (0.9)
    /// See [`TenantPool::Transaction`].
    type Transaction<Root: TenantRoot>: Retryable + 'static;
    /// See [`TenantPool::Across`].
    type Across<Root: TenantRoot>: Send;

    /// See [`TenantPool::begin_tenant_with`].
    #[doc(hidden)]
    fn open_for_one<Root: TenantRoot>(
        &self,
        tenant: Tenant<Root>,
        options: TransactionOptions,
    ) -> StatementFuture<'_, Self::Transaction<Root>>;

    /// See [`TenantPool::begin_across`].
    #[doc(hidden)]
    fn open_for_all<Root: TenantRoot>(&self, across: AcrossTenants<Root>) -> StatementFuture<'_, Self::Across<Root>>;
}

/// A pool that can open tenant transactions.
pub trait TenantPool: Sealed + Sync {
    /// The transaction of a tenant.
    type Transaction<Root: TenantRoot>: Retryable + 'static;
    /// The transaction across tenants.
    type Across<Root: TenantRoot>: Send;

    /// Takes a connection and opens a transaction with the tenant, in one round trip.
    ///
    /// The setting is local to the transaction (`SET LOCAL`), so a connection that returns to the pool or to pgbouncer
    /// has no tenant.
    ///
    /// # Errors
    ///
    /// [`Error::Unreachable`](crate::Error::Unreachable): the database is down, the address or the login is wrong, or
    /// no connection was free in time. [`Error::RowSecurityBypass`](crate::Error::RowSecurityBypass): the role of the
    /// pool bypasses row level security, as a superuser does.
    fn begin_tenant<Root: TenantRoot>(
        &self,
        tenant: impl InTenant<Root>,
    ) -> StatementFuture<'_, Self::Transaction<Root>> {
        self.begin_tenant_with(tenant, TransactionOptions::new())
    }

    /// The same with an isolation level, read-only, or timeouts; also in one round trip.
    ///
    /// # Errors
    ///
    /// As [`begin_tenant`](Self::begin_tenant).
    fn begin_tenant_with<Root: TenantRoot>(
        &self,
        tenant: impl InTenant<Root>,
        options: TransactionOptions,
    ) -> StatementFuture<'_, Self::Transaction<Root>>;

    /// Takes a connection and opens a read-only transaction across all tenants of a root, in one round trip.
    ///
    /// # Errors
    ///
    /// [`Error::RowSecurity`](crate::Error::RowSecurity): the role of the pool does not bypass row level security.
    /// [`Error::Unreachable`](crate::Error::Unreachable), as [`begin_tenant`](Self::begin_tenant).
    fn begin_across<Root: TenantRoot>(&self, across: AcrossTenants<Root>) -> StatementFuture<'_, Self::Across<Root>>;

    /// Takes the next waiting row of any tenant: locks it in a transaction of its tenant, and returns both.
    ///
    /// The queue is declared by an index, `index(run_at, only(state == State::Waiting), queue)`: its rows wait, in its
    /// order, and a row with a time as first column waits until then. Rows that others have locked are skipped, so any
    /// number of workers take each row once. Finish it in the transaction: change the row so that it no longer
    /// waits, and commit. If the worker fails, is killed or drops the transaction, the row waits again.
    ///
    /// No role bypasses row level security: an emitted function of the look-up role returns the tenants of the first
    /// 1,000 waiting rows, in their order, and the row is locked by a statement of its tenant. If none of these tenants
    /// has a row that matches and is not locked, the function is asked for all others: `None` means that there is no
    /// such row. With many workers, the rows of one tenant may be taken before older rows of another. The rows of a
    /// tenant whose root is soft-deleted wait until it is restored.
    ///
    /// ```
    /// # #[cfg(feature = "sqlx")] mod example {
    /// # use peristyle::prelude::*;
    /// # /// A customer account.
    /// # #[table(name = "organizations", tenant_root)]
    /// # pub struct Organization { pub id: Id<Organization> }
    /// # /// Something to do.
    /// # #[table(name = "org_jobs", tenant = Organization, index(run_at, only(!is_done), queue))]
    /// # pub struct Job { pub id: Id<Job>, pub organization_id: Id<Organization>, pub run_at: peristyle::Timestamp, pub is_done: bool }
    /// # use sqlx::PgPool;
    /// async fn work(pool: &PgPool) -> Result<bool, peristyle::Error> {
    ///     let Some((mut tx, job)) = pool.take_next(Job::queue()).await? else { return Ok(false) };
    ///     // what the job asks for, in the transaction of its tenant
    ///     Job::update(tx.tenant(), job.id, JobUpdate::new().is_done(true)).execute(&mut tx).await?;
    ///     tx.commit().await?;
    ///     Ok(true)
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`begin_tenant`](Self::begin_tenant); [`Error::OtherTenant`](crate::Error::OtherTenant): a condition of the
    /// queue contains a subselect of one tenant; errors of the database or the driver.
    fn take_next<T>(&self, mut queue: Queue<T>) -> StatementFuture<'_, Option<Taken<Self, T>>>
    where
        T: TenantTable,
        T::Deletion: AllowsLock<T>,
        Self: Sized,
        for<'pool> &'pool Self: ExecutorFor<Global>,
    {
        Box::pin(async move {
            let mut asked = Vec::new();
            loop {
                let tenants: Vec<TenantOfRow> = run::fetch_all(queue.tenants(&asked), self).await?;
                if tenants.is_empty() {
                    return Ok(None);
                }
                for Read(id) in tenants {
                    let tenant = Tenant::<T::Root>::new(Id::stored(id));
                    let mut transaction = self.begin_tenant(tenant).await?;
                    let (statement, rest) = queue.first_of(tenant.id())?;
                    if let Some(row) = transaction.first::<T>(statement).await? {
                        return Ok(Some((transaction, row)));
                    }
                    queue = rest;
                    asked.push(id);
                }
            }
        })
    }

    /// Runs a closure in a transaction of the tenant, and again after a conflict:
    /// `pool.in_tenant(tenant).retry(3).run(|mut tx| async move { .. }).await`.
    fn in_tenant<Root: TenantRoot>(&self, tenant: impl InTenant<Root>) -> InTransaction<'_, Self, Root>
    where
        Self: Sized,
    {
        InTransaction::new(self, tenant.tenant())
    }
}

impl<P: PoolOfEnabledDriver + ?Sized> TenantPool for P {
    type Transaction<Root: TenantRoot> = <P as PoolOfEnabledDriver>::Transaction<Root>;
    type Across<Root: TenantRoot> = <P as PoolOfEnabledDriver>::Across<Root>;

    fn begin_tenant_with<Root: TenantRoot>(
        &self,
        tenant: impl InTenant<Root>,
        options: TransactionOptions,
    ) -> StatementFuture<'_, Self::Transaction<Root>> {
        self.open_for_one(tenant.tenant(), options)
    }

    fn begin_across<Root: TenantRoot>(&self, across: AcrossTenants<Root>) -> StatementFuture<'_, Self::Across<Root>> {
        self.open_for_all(across)
    }
}

/// A row of a queue, and the transaction of its tenant that has locked it.
pub type Taken<Pool, T> = (<Pool as TenantPool>::Transaction<<T as TenantTable>::Root>, T);

/// A connection that can open tenant transactions.
pub trait TenantConnection: Sealed {
    /// The transaction of a tenant.
    type Transaction<'connection, Root: TenantRoot>: Send
    where
        Self: 'connection;

    /// Opens a transaction with the tenant, in one round trip.
    ///
    /// # Errors
    ///
    /// [`Error::NestedTenant`](crate::Error::NestedTenant): the connection is in a transaction, whose tenant this would
    /// change. [`Error::Unreachable`](crate::Error::Unreachable): the connection is lost.
    /// [`Error::RowSecurityBypass`](crate::Error::RowSecurityBypass): its role bypasses row level security, as a
    /// superuser does.
    fn begin_tenant<Root: TenantRoot>(
        &mut self,
        tenant: impl InTenant<Root>,
    ) -> StatementFuture<'_, Self::Transaction<'_, Root>> {
        self.begin_tenant_with(tenant, TransactionOptions::new())
    }

    /// The same with an isolation level, read-only, or timeouts; also in one round trip.
    ///
    /// # Errors
    ///
    /// As [`begin_tenant`](Self::begin_tenant).
    fn begin_tenant_with<Root: TenantRoot>(
        &mut self,
        tenant: impl InTenant<Root>,
        options: TransactionOptions,
    ) -> StatementFuture<'_, Self::Transaction<'_, Root>>;
}

/// The message that opens a transaction.
#[cfg_attr(
    not(any(feature = "sqlx", feature = "tokio-postgres")),
    allow(dead_code, reason = "used only with a driver feature")
)]
pub(crate) struct Opening {
    pub(crate) sql: String,
    /// The root for which it checks that row level security applies to the role.
    pub(crate) checks: Option<&'static TableDef>,
}

#[cfg_attr(
    not(any(feature = "sqlx", feature = "tokio-postgres")),
    allow(dead_code, reason = "used only with a driver feature")
)]
impl Opening {
    pub(crate) fn new<Root: TenantRoot>(
        tenant: Tenant<Root>,
        options: TransactionOptions,
        login: Option<&Login>,
    ) -> Self {
        Self::of(Root::def(), tenant.id().uuid(), options, login)
    }

    /// The message without a tenant.
    pub(crate) fn plain() -> Self {
        Self { sql: TransactionOptions::new().opening(), checks: None }
    }

    /// The message for a single statement.
    pub(crate) fn of_statement(root: &'static TableDef, tenant: Uuid, login: Option<&Login>) -> Self {
        Self::of(root, tenant, TransactionOptions::new(), login)
    }

    /// Neither the name of a Rust type nor the text of a UUID can inject SQL.
    fn of(root: &'static TableDef, tenant: Uuid, options: TransactionOptions, login: Option<&Login>) -> Self {
        let setting = crate::physical::setting(root.rust_name);
        let mut sql = format!("{}; SET LOCAL {setting} = '{tenant}'", options.opening());
        let is_exempt = !root.row_security || options.may_bypass_row_security();
        let checks =
            Some(root).filter(|root| !is_exempt && !login.is_some_and(|login| checked::is_subject(login, root)));
        if let Some(root) = checks {
            sql.push_str("; ");
            sql.push_str(&bypass::check(root));
        }
        Self { sql, checks }
    }

    /// The server accepted it.
    pub(crate) fn accepted(&self, login: Option<&Login>) {
        if let (Some(root), Some(login)) = (self.checks, login) {
            checked::set_subject(login, root);
        }
    }
}

/// Fails in a transaction that a statement has aborted, and does nothing otherwise: COMMIT itself would roll back and
/// report success.
#[cfg_attr(not(any(feature = "sqlx", feature = "tokio-postgres")), allow(dead_code, reason = "a driver commits"))]
pub(crate) const IS_SOUND: &str = "SELECT";

/// Fails outside of a transaction and in one that a statement has aborted.
#[cfg_attr(not(feature = "tokio-postgres"), allow(dead_code, reason = "sqlx waits until a transaction is open"))]
pub(crate) const IS_OPEN: &str = "SAVEPOINT peristyle_0; RELEASE SAVEPOINT peristyle_0";
