#![cfg_attr(
    not(all(feature = "sqlx", feature = "tokio-postgres")),
    allow(dead_code, reason = "each driver uses its part")
)]

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::Error;
use crate::query::Target;

/// The state of a transaction, shared with its savepoints and the retry loop.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct TransactionState(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// A statement may have aborted the transaction since the last success.
    is_unsure: bool,
    /// A statement or the commit failed with a retryable error.
    failed_retryably: bool,
    /// A prepared statement no longer fits its tables.
    met_schema_change: bool,
    /// COMMIT was sent, and the server did not refuse it.
    is_final: bool,
    /// The tables that were written, for deferred constraints.
    written: Vec<Target>,
    /// A statement may have written, or SQL of the caller ran.
    is_touched: bool,
    /// The number of open savepoints.
    savepoints: usize,
    /// The depth of a savepoint that was rolled back to and is not released; 0 if there is none.
    unreleased: usize,
}

impl TransactionState {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the transaction may be aborted.
    pub(crate) fn is_unsure(&self) -> bool {
        self.known().is_unsure
    }

    /// Returns whether the transaction may be aborted, and marks that it may be from now on.
    pub(crate) fn doubt(&self) -> bool {
        std::mem::replace(&mut self.known().is_unsure, true)
    }

    /// The server accepted a message that it would refuse in an aborted transaction.
    pub(crate) fn trust(&self) {
        self.known().is_unsure = false;
    }

    /// Records the outcome of a statement.
    pub(crate) fn note<T>(&self, outcome: &Result<T, Error>, target: Target) {
        let mut known = self.known();
        match outcome {
            Ok(_) => {
                known.is_unsure = false;
                if !target.verb.only_reads() && !known.written.contains(&target) {
                    known.written.push(target);
                }
            }
            Err(error) => known.fail(error),
        }
    }

    /// COMMIT is about to be sent: unless the server refuses it, the closure must not run again.
    pub(crate) fn send_commit(&self) {
        self.known().is_final = true;
    }

    /// COMMIT failed.
    pub(crate) fn fail_commit(&self, error: &Error) {
        let mut known = self.known();
        known.is_final = matches!(error, Error::CommitUnknown(_));
        known.fail(error);
    }

    pub(crate) fn written(&self) -> Vec<Target> {
        self.known().written.clone()
    }

    /// Whether the closure may succeed in a new transaction, and nothing was committed.
    pub(crate) fn may_run_again(&self) -> bool {
        let known = self.known();
        known.failed_retryably && !known.is_final
    }

    pub(crate) fn met_schema_change(&self) -> bool {
        self.known().met_schema_change
    }
}

#[cfg(feature = "tokio-postgres")]
impl TransactionState {
    pub(crate) fn savepoints(&self) -> usize {
        self.known().savepoints
    }

    pub(crate) fn set_savepoints(&self, count: usize) {
        self.known().savepoints = count;
    }

    /// A statement that writes or SQL of the caller is about to be sent.
    pub(crate) fn touch(&self) {
        self.known().is_touched = true;
    }

    /// Whether nothing but statements that read was sent.
    pub(crate) fn is_untouched(&self) -> bool {
        !self.known().is_touched
    }
}

#[cfg(feature = "sqlx")]
impl TransactionState {
    pub(crate) fn unreleased(&self) -> usize {
        self.known().unreleased
    }

    pub(crate) fn set_unreleased(&self, depth: usize) {
        self.known().unreleased = depth;
    }
}

impl Known {
    fn fail(&mut self, error: &Error) {
        self.is_unsure = true;
        self.failed_retryably |= error.is_retryable();
        self.met_schema_change |= matches!(error, Error::SchemaChanged(_));
    }
}
