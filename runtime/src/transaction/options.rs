use std::fmt::Write;
use std::time::Duration;

/// Options of a transaction: `pool.begin_tenant_with(tenant, TransactionOptions::new().serializable().read_only())`.
///
/// The defaults are those of the database. All options are part of the message that opens the transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[must_use]
pub struct TransactionOptions {
    isolation: Option<Isolation>,
    read_only: bool,
    deferrable: bool,
    statement_timeout: Option<Duration>,
    lock_timeout: Option<Duration>,
    may_bypass_row_security: bool,
    is_unprepared: bool,
    is_pipelined: bool,
}

/// The isolation level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Isolation {
    ReadCommitted,
    RepeatableRead,
    Serializable,
}

impl TransactionOptions {
    /// The defaults of the database.
    pub const fn new() -> Self {
        Self {
            isolation: None,
            read_only: false,
            deferrable: false,
            statement_timeout: None,
            lock_timeout: None,
            may_bypass_row_security: false,
            is_unprepared: false,
            is_pipelined: false,
        }
    }

    /// READ COMMITTED: each statement sees what was committed before it. The default of PostgreSQL.
    pub const fn read_committed(mut self) -> Self {
        self.isolation = Some(Isolation::ReadCommitted);
        self
    }

    /// REPEATABLE READ: all statements see what was committed before the first. An update of a row that a concurrent
    /// transaction has changed is an [`Error::Conflict`](crate::Error::Conflict).
    pub const fn repeatable_read(mut self) -> Self {
        self.isolation = Some(Isolation::RepeatableRead);
        self
    }

    /// SERIALIZABLE: as if transactions ran one after another. A transaction for which this is impossible gets an
    /// [`Error::Conflict`](crate::Error::Conflict), which [`retry`](crate::transaction::InTransaction::retry) handles.
    ///
    /// It holds among serializable transactions only. A soft delete in one sees the rows that were committed before it
    /// began: a row that a weaker transaction has inserted since then is neither a reason to refuse the delete nor
    /// deleted with it. Soft-delete rows that others refer to at READ COMMITTED ([`rules::F07`](crate::rules::F07)).
    pub const fn serializable(mut self) -> Self {
        self.isolation = Some(Isolation::Serializable);
        self
    }

    /// READ ONLY: the database refuses writes.
    pub const fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// DEFERRABLE: for a serializable, read-only transaction, which waits until it can run without conflicts.
    pub const fn deferrable(mut self) -> Self {
        self.deferrable = true;
        self
    }

    /// The timeout of a statement, in whole milliseconds; after it, the statement is an
    /// [`Error::Timeout`](crate::Error::Timeout). Zero disables it.
    ///
    /// COMMIT has no limit: PostgreSQL runs deferred constraints and triggers after the timer of the statement. From version 17 on
    /// the setting `transaction_timeout` limits them.
    pub const fn statement_timeout(mut self, limit: Duration) -> Self {
        self.statement_timeout = Some(limit);
        self
    }

    /// The timeout of waiting for a lock, in whole milliseconds; after it, the statement is an
    /// [`Error::Timeout`](crate::Error::Timeout). Zero disables it.
    pub const fn lock_timeout(mut self, limit: Duration) -> Self {
        self.lock_timeout = Some(limit);
        self
    }

    /// Accepts a role that bypasses row level security: a superuser, a role with `BYPASSRLS`, or the owner of tables
    /// without `FORCE ROW LEVEL SECURITY`.
    ///
    /// For development and for tests as `postgres`. Statements of this crate still filter by the tenant; your own SQL
    /// reads the rows of all tenants. Without this option, such a role is an
    /// [`Error::RowSecurityBypass`](crate::Error::RowSecurityBypass).
    pub const fn allow_row_security_bypass(mut self) -> Self {
        self.may_bypass_row_security = true;
        self
    }

    /// Sends the message that opens the transaction together with its first statement, in one round trip. On sqlx it has
    /// no effect.
    ///
    /// [`begin_tenant_with`](crate::transaction::TenantPool::begin_tenant_with) then only takes a connection. If the
    /// server does not open the transaction, that is the error of the first statement, and no later one runs. With
    /// `connection()` before the first statement, your SQL is sent without the answer to `BEGIN`: if an administrator
    /// cancels just that, the SQL runs without a transaction and a tenant. Run a statement first.
    pub const fn pipelined(mut self) -> Self {
        self.is_pipelined = true;
        self
    }

    #[cfg_attr(not(feature = "tokio-postgres"), allow(dead_code, reason = "sqlx cannot"))]
    pub(crate) const fn is_pipelined(self) -> bool {
        self.is_pipelined
    }

    #[cfg_attr(
        not(any(feature = "sqlx", feature = "tokio-postgres")),
        allow(dead_code, reason = "used only with a driver feature")
    )]
    pub(crate) const fn may_bypass_row_security(self) -> bool {
        self.may_bypass_row_security
    }

    /// Keeps no prepared statements.
    pub(crate) const fn unprepared(mut self) -> Self {
        self.is_unprepared = true;
        self
    }

    #[cfg_attr(
        not(any(feature = "sqlx", feature = "deadpool-postgres")),
        allow(dead_code, reason = "used only with a driver feature")
    )]
    pub(crate) const fn is_unprepared(self) -> bool {
        self.is_unprepared
    }

    /// Renders `BEGIN` with its modes, then the settings of the transaction.
    #[cfg_attr(
        not(any(feature = "sqlx", feature = "tokio-postgres")),
        allow(dead_code, reason = "used only with a driver feature")
    )]
    pub(crate) fn opening(self) -> String {
        let mut sql = format!("BEGIN{}", self.modes());
        for (setting, limit) in [("statement_timeout", self.statement_timeout), ("lock_timeout", self.lock_timeout)] {
            if let Some(limit) = limit {
                // Writing to a string never fails.
                let _ = write!(sql, "; SET LOCAL {setting} = {}", milliseconds(limit));
            }
        }
        sql
    }

    fn modes(self) -> String {
        let isolation = self.isolation.map(|isolation| match isolation {
            Isolation::ReadCommitted => " ISOLATION LEVEL READ COMMITTED",
            Isolation::RepeatableRead => " ISOLATION LEVEL REPEATABLE READ",
            Isolation::Serializable => " ISOLATION LEVEL SERIALIZABLE",
        });
        let read_only = self.read_only.then_some(" READ ONLY");
        let deferrable = self.deferrable.then_some(" DEFERRABLE");
        let modes: Vec<&str> = [isolation, read_only, deferrable].into_iter().flatten().collect();
        modes.join(",")
    }
}

/// A positive limit never becomes zero, which would disable it; the maximum is that of the setting.
fn milliseconds(limit: Duration) -> i32 {
    let at_least = i32::from(!limit.is_zero());
    i32::try_from(limit.as_millis()).unwrap_or(i32::MAX).max(at_least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_written_into_the_message_that_opens() {
        assert_eq!(TransactionOptions::new().opening(), "BEGIN");
        let all = TransactionOptions::new().serializable().read_only().deferrable();
        assert_eq!(all.opening(), "BEGIN ISOLATION LEVEL SERIALIZABLE, READ ONLY, DEFERRABLE");
        assert_eq!(TransactionOptions::new().read_only().opening(), "BEGIN READ ONLY");
        let timed = TransactionOptions::new().repeatable_read().statement_timeout(Duration::from_millis(250));
        assert_eq!(timed.opening(), "BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL statement_timeout = 250");
        let waiting = TransactionOptions::new().read_committed().lock_timeout(Duration::from_nanos(1));
        assert_eq!(waiting.opening(), "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = 1");
    }

    #[test]
    fn a_limit_stays_a_limit() {
        assert_eq!(milliseconds(Duration::ZERO), 0);
        assert_eq!(milliseconds(Duration::from_micros(1)), 1);
        assert_eq!(milliseconds(Duration::MAX), i32::MAX);
    }
}
