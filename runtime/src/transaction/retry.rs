use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

use super::{Retryable, TenantPool, TransactionOptions};
use crate::{Error, Tenant, TenantRoot};

/// Work that runs inside the transaction of a tenant: `pool.in_tenant(tenant)`.
///
/// ```
/// # #[cfg(feature = "sqlx")] mod example {
/// # use peristyle::prelude::*;
/// # /// An account.
/// # #[table(name = "accounts", tenant_root)]
/// # pub struct Account { pub id: Id<Account>, pub balance: i64 }
/// # use sqlx::PgPool;
/// async fn pay(pool: &PgPool, payer: Tenant<Account>, amount: i64) -> Result<(), peristyle::Error> {
///     let payment = pool.in_tenant(payer).serializable().retry(5);
///     payment
///         .run(|mut tx| async move {
///             let account = Account::find(payer).fetch_one(&mut tx).await?;
///             let changes = AccountUpdate::new().balance(account.balance - amount);
///             Account::update(payer, changes).execute(&mut tx).await?;
///             tx.commit().await
///         })
///         .await
/// }
/// # }
/// ```
///
/// The work is given the transaction and commits it; it may run more than once, so it borrows from outside what it
/// cannot copy: `let name = &name;` in front.
#[derive(Debug)]
#[must_use = "nothing runs until `.run(...)`"]
pub struct InTransaction<'pool, Pool, Root> {
    pool: &'pool Pool,
    tenant: Tenant<Root>,
    options: TransactionOptions,
    attempts: u32,
}

impl<'pool, Pool: TenantPool, Root: TenantRoot> InTransaction<'pool, Pool, Root> {
    pub(super) fn new(pool: &'pool Pool, tenant: Tenant<Root>) -> Self {
        Self { pool, tenant, options: TransactionOptions::new(), attempts: 1 }
    }

    /// How the transaction is opened.
    pub fn with_options(mut self, options: TransactionOptions) -> Self {
        self.options = options;
        self
    }

    /// Short for [`TransactionOptions::serializable`].
    pub fn serializable(mut self) -> Self {
        self.options = self.options.serializable();
        self
    }

    /// Short for [`TransactionOptions::read_only`].
    pub fn read_only(mut self) -> Self {
        self.options = self.options.read_only();
        self
    }

    /// Runs the work at most that many times, each time in a new transaction of the tenant. It runs again after a
    /// [conflict](Error::Conflict) with a concurrent transaction or when [the schema changed](Error::SchemaChanged)
    /// under a prepared statement. Between two runs is a random pause that grows from about 10 milliseconds up to a
    /// second.
    ///
    /// Nothing else is retried. A commit that succeeded is final, also when the work fails after it; so is a commit
    /// whose outcome is [not known](Error::CommitUnknown). What the work does outside the database is not undone.
    pub fn retry(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Opens the transaction and runs the work with it. What the work has not committed when it ends is rolled back.
    ///
    /// A conflict is noticed when a statement of this crate or the commit meets it, whatever error the work makes of
    /// it. One that SQL of your own meets on `tx.connection()` is the error of the work, and is not retried.
    ///
    /// # Errors
    ///
    /// What opening the transaction fails with; what the work fails with, the last time.
    pub async fn run<T, E, Work>(self, mut work: impl FnMut(Pool::Transaction<Root>) -> Work) -> Result<T, E>
    where
        E: From<Error>,
        Work: Future<Output = Result<T, E>>,
    {
        let (mut attempt, mut options) = (1, self.options);
        loop {
            let transaction = self.pool.begin_tenant_with(self.tenant, options).await?;
            let state = transaction.state();
            let outcome = work(transaction).await;
            if outcome.is_ok() || attempt >= self.attempts || !state.may_run_again() {
                return outcome;
            }
            if state.met_schema_change() {
                // A pooler that keeps prepared statements itself would give back the one that no longer fits.
                options = options.unprepared();
            }
            Pool::Transaction::<Root>::pause(backoff(attempt, chance())).await;
            attempt += 1;
        }
    }
}

/// How long to wait after that attempt: any length up to a limit that doubles each time, so that those who met do not
/// meet again.
fn backoff(attempt: u32, chance: u64) -> Duration {
    let limit = 10_000_u64.saturating_mul(1 << attempt.saturating_sub(1).min(16)).min(1_000_000);
    Duration::from_micros(1 + chance % limit)
}

/// Every `RandomState` has other keys.
fn chance() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_grows_to_a_second() {
        assert_eq!(backoff(1, 9_999), Duration::from_millis(10));
        assert_eq!(backoff(3, 39_999), Duration::from_millis(40));
        for attempt in [8, 100, u32::MAX] {
            assert_eq!(backoff(attempt, 999_999), Duration::from_secs(1));
        }
        assert!((0..100).all(|_| backoff(1, chance()) <= Duration::from_millis(10)));
        assert_ne!(chance(), chance());
    }
}
