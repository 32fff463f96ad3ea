//! Transactions of a tenant, the same on every driver.
//!
//! [`TenantPool`] opens one on a pool, [`TenantConnection`] on a connection; both come with the prelude. What they open
//! is the driver's own `TenantTransaction` ([`sqlx`](crate::sqlx), [`tokio_postgres`](crate::tokio_postgres)), on which
//! the statements of that tenant run.
//!
//! - It opens in one round trip: `BEGIN` and `SET LOCAL peristyle.organization_id` are one message, with the
//!   [`TransactionOptions`] if there are any.
//! - Dropped without a commit it rolls back, also when the future of a statement, of the commit or of `begin_tenant`
//!   itself is dropped before it is done. No connection goes back to its pool with a tenant set or a transaction open.
//! - A commit says so when nothing was committed: [`Error::Aborted`](crate::Error::Aborted) after a statement that
//!   failed, [`Error::CommitUnknown`](crate::Error::CommitUnknown) when the connection was lost on the way. A
//!   constraint that is checked when the transaction commits is a [`Violation`](crate::Violation), as it would be of
//!   the statement.
//! - [`in_tenant`](TenantPool::in_tenant) runs work inside a transaction, and again when it was in conflict with
//!   another one. What was committed is not run again.
//! - A scope is never opened inside another one; `savepoint` marks a place to roll back to, and keeps the tenant. A
//!   savepoint that is cancelled, dropped or forgotten leaves the transaction open or aborted; the transaction still
//!   ends once, by its own commit or rollback.
//! - A transaction that is forgotten (`std::mem::forget`) is not continued by anybody: its connection is closed, or
//!   never comes back to the pool.
//! - A role that row level security does not apply to is refused:
//!   [`Error::RowSecurityBypass`](crate::Error::RowSecurityBypass).

pub(crate) mod bypass;
mod checked;
mod options;
mod retry;
mod state;

pub use bypass::{BypassReason, RowSecurityBypass};
pub use options::TransactionOptions;
pub use retry::InTransaction;
pub use state::TransactionState;

use std::sync::Arc;
use std::time::Duration;

use crate::query::StatementFuture;
use crate::{AcrossTenants, InTenant, TableDef, Tenant, TenantRoot};

#[cfg_attr(
    not(any(feature = "sqlx", feature = "tokio-postgres")),
    allow(unused_imports, reason = "a driver opens")
)]
pub(crate) use checked::Login;

/// Keeps the traits to the drivers of this crate.
pub trait Sealed {}

/// What [`InTransaction`] asks of the transactions of all drivers.
#[doc(hidden)]
pub trait Retryable: Send {
    /// What becomes of it, also when the work has ended it.
    fn state(&self) -> Arc<TransactionState>;

    /// Waits, by the clock of the driver's runtime.
    fn pause(duration: Duration) -> impl Future<Output = ()> + Send;
}

/// A pool on which the transaction of a tenant is opened.
pub trait TenantPool: Sealed + Sync {
    /// The transaction.
    type Transaction<Root: TenantRoot>: Retryable;
    /// The transaction across tenants.
    type Across<Root: TenantRoot>: Send;

    /// Takes a connection and opens a transaction in which the tenant is set, in one round trip.
    ///
    /// The setting ends with the transaction (`SET LOCAL`), so a connection that goes back to the pool, or to
    /// pgbouncer, carries no tenant.
    ///
    /// # Errors
    ///
    /// [`Error::Unreachable`](crate::Error::Unreachable): the database is down, its address or the login is wrong, or
    /// no connection became free in time. [`Error::RowSecurityBypass`](crate::Error::RowSecurityBypass): the pool's
    /// role bypasses row level security, as a superuser does.
    fn begin_tenant<Root: TenantRoot>(
        &self,
        tenant: impl InTenant<Root>,
    ) -> StatementFuture<'_, Self::Transaction<Root>> {
        self.begin_tenant_with(tenant, TransactionOptions::new())
    }

    /// The same with an isolation level, read-only, or limits of time; still in one round trip.
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
    /// [`Error::RowSecurity`](crate::Error::RowSecurity): the pool's role does not bypass row level security.
    /// [`Error::NoReason`](crate::Error::NoReason). [`Error::Unreachable`](crate::Error::Unreachable), as
    /// [`begin_tenant`](Self::begin_tenant).
    fn begin_across<Root: TenantRoot>(&self, across: AcrossTenants<Root>) -> StatementFuture<'_, Self::Across<Root>>;

    /// Work that runs inside a transaction of the tenant, and again if it was in conflict:
    /// `pool.in_tenant(tenant).retry(3).run(|mut tx| async move { .. }).await`.
    fn in_tenant<Root: TenantRoot>(&self, tenant: impl InTenant<Root>) -> InTransaction<'_, Self, Root>
    where
        Self: Sized,
    {
        InTransaction::new(self, tenant.tenant())
    }
}

/// A connection on which the transaction of a tenant is opened.
pub trait TenantConnection: Sealed {
    /// The transaction.
    type Transaction<'connection, Root: TenantRoot>: Send
    where
        Self: 'connection;

    /// Opens a transaction in which the tenant is set, in one round trip.
    ///
    /// # Errors
    ///
    /// [`Error::NestedTenant`](crate::Error::NestedTenant): the connection is in a transaction already, whose tenant
    /// this would change. [`Error::Unreachable`](crate::Error::Unreachable): it is lost.
    /// [`Error::RowSecurityBypass`](crate::Error::RowSecurityBypass): its role bypasses row level security, as a
    /// superuser does.
    fn begin_tenant<Root: TenantRoot>(
        &mut self,
        tenant: impl InTenant<Root>,
    ) -> StatementFuture<'_, Self::Transaction<'_, Root>> {
        self.begin_tenant_with(tenant, TransactionOptions::new())
    }

    /// The same with an isolation level, read-only, or limits of time; still in one round trip.
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
#[cfg_attr(not(any(feature = "sqlx", feature = "tokio-postgres")), allow(dead_code, reason = "a driver opens"))]
pub(crate) struct Opening {
    pub(crate) sql: String,
    /// The root on which it checks that row level security applies to the role.
    pub(crate) checks: Option<&'static TableDef>,
}

#[cfg_attr(not(any(feature = "sqlx", feature = "tokio-postgres")), allow(dead_code, reason = "a driver opens"))]
impl Opening {
    /// Of the transaction of a tenant. Neither the name of a Rust type nor the text of a UUID can carry SQL.
    pub(crate) fn new<Root: TenantRoot>(
        tenant: Tenant<Root>,
        options: TransactionOptions,
        login: Option<&Login>,
    ) -> Self {
        let root = Root::def();
        let mut sql =
            format!("{}; SET LOCAL {} = '{}'", options.opening(), crate::tenant::setting(root.rust_name), tenant.id());
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
    pub(crate) fn accepted(&self, login: &Login) {
        if let Some(root) = self.checks {
            checked::set_subject(login, root);
        }
    }
}

/// Fails in a transaction that a statement has aborted, and does nothing otherwise: COMMIT itself would roll back and
/// report success.
#[cfg_attr(not(any(feature = "sqlx", feature = "tokio-postgres")), allow(dead_code, reason = "a driver commits"))]
pub(crate) const IS_SOUND: &str = "SELECT";
