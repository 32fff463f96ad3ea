use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

use super::{Retryable, TenantPool, TransactionOptions};
use crate::{Error, Tenant, TenantRoot};

/// A closure that runs in the transaction of a tenant: `pool.in_tenant(tenant)`.
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
/// The closure gets the transaction and commits it. It may run more than once, so it must borrow values that it cannot
/// copy: `let name = &name;` before it.
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

    /// Sets the options of the transaction.
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

    /// Runs the closure at most this number of times, each time in a new transaction. It runs again after a
    /// [conflict](Error::Conflict) with a concurrent transaction, or when [the schema changed](Error::SchemaChanged)
    /// under a prepared statement. The random pause before each run grows from about 10 milliseconds to a second.
    ///
    /// Other errors are not retried. A successful commit is final, even if the closure fails after it, and so is a
    /// commit with an [unknown outcome](Error::CommitUnknown). Effects of the closure outside of the database are not
    /// undone.
    pub fn retry(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Opens the transaction and runs the closure with it. Rolls back if the closure does not commit.
    ///
    /// A conflict is detected in statements of this crate and in the commit, whatever error the closure returns. A
    /// conflict in your own SQL on `tx.connection()` is an error of the closure, and is not retried.
    ///
    /// # Errors
    ///
    /// The error of opening the transaction, or the last error of the closure.
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
                // A pooler that caches prepared statements would return the old one.
                options = options.unprepared();
            }
            Pool::Transaction::<Root>::pause(backoff(attempt, chance())).await;
            attempt += 1;
        }
    }
}

/// The pause after an attempt: random, with a limit that doubles each time, so that the same transactions do not meet
/// again.
fn backoff(attempt: u32, chance: u64) -> Duration {
    let limit = 10_000_u64.saturating_mul(1 << attempt.saturating_sub(1).min(16)).min(1_000_000);
    Duration::from_micros(1 + chance % limit)
}

/// Every `RandomState` has different keys.
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
