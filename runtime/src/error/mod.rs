//! Errors of statements and transactions.

mod code;
mod display;
mod driver_error;
mod too_large;

use crate::physical::NO_TENANT;
use crate::physical::history::CLOCK_SET_BACK;
use crate::query::{CursorError, PageSizeError, Target, Verb};
use crate::transaction::RowSecurityBypass;
use crate::violation::{Refusal, Violation};
use crate::{DecodeError, EncodeError, RangeError, TableDef, ValidationError};

pub use driver_error::DriverError;
pub use too_large::TooLarge;

/// The error of a statement or a transaction.
///
/// `Display` is written for a log. The `Display` of a [`Violation`] is written for the user whose input was refused.
/// Neither shows values, SQL or the DETAIL of PostgreSQL.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// No such row. It never existed, is soft-deleted or belongs to another tenant; the error does not tell which.
    NotFound {
        /// The table.
        table: &'static TableDef,
    },
    /// The row has another version than [`Update::if_version`](crate::query::Update::if_version) expects: it was updated
    /// since it was read. Nothing was changed.
    Stale {
        /// The table.
        table: &'static TableDef,
    },
    /// A constraint or a trigger of the database refused what was written.
    Violation(Violation),
    /// The violations that `validate()` found, converted by `?`. No statement was built.
    Invalid(ValidationError),
    /// The statement belongs to another tenant than its transaction. Nothing was sent.
    OtherTenant,
    /// The new row of a tenant root has another id than the tenant. Nothing was sent.
    OtherRoot,
    /// A tenant transaction was opened inside another transaction, which would change the tenant of the outer one.
    NestedTenant,
    /// A tenant table was accessed while no tenant was set.
    NoTenant,
    /// The cursor is invalid or belongs to another list. Nothing was sent, unless the list is ordered by a type that only
    /// the database knows, such as a domain: then PostgreSQL refused the value in a savepoint, and the transaction stays
    /// usable.
    Cursor(CursorError),
    /// The page size is zero or too large.
    PageSize(PageSizeError),
    /// The bounds or the text are not a [`Range`](crate::Range), converted by `?`. No statement was built.
    Range(RangeError),
    /// The statement is larger than PostgreSQL accepts. Nothing was sent.
    TooLarge(TooLarge),
    /// A distinct list is ordered by a column that it does not read: a distinct row may stand for several values of it.
    /// Nothing was sent.
    UnreadOrder {
        /// The column.
        column: &'static str,
    },
    /// Groups are ordered by a column that they are not grouped by. Nothing was sent.
    UngroupedOrder {
        /// The column.
        column: &'static str,
    },
    /// The text is not the name of a time zone. Nothing was sent, unless it looks like a name: then PostgreSQL does not
    /// know it and the transaction is aborted.
    TimeZone,
    /// A computed value, such as a sum, does not fit its type, or is a division by zero. The transaction is aborted.
    OutOfRange(DriverError),
    /// SQL of your own has more or fewer placeholders than bound values. Nothing was sent.
    Arguments {
        /// The greatest number of a placeholder: 2 for `$1` and `$2`.
        placeholders: usize,
        /// The number of bound values.
        values: usize,
    },
    /// A column of the primary key, the tenant column, a timestamp or a column that the database sets cannot be updated.
    /// Nothing was sent.
    Unchangeable {
        /// The column.
        column: &'static str,
    },
    /// The role is subject to row level security, or has no access to the root, so it cannot read across tenants.
    RowSecurity(DriverError),
    /// A tenant transaction was opened as a role that bypasses row level security. Nothing was opened.
    RowSecurityBypass(RowSecurityBypass),
    /// The reason for reading across tenants has no word ([`AcrossTenants::try_new`](crate::AcrossTenants::try_new)).
    NoReason,
    /// A value cannot be stored in PostgreSQL.
    Encode {
        /// The column; empty if the value belongs to no column.
        column: &'static str,
        /// The cause.
        source: EncodeError,
    },
    /// The value in a column does not fit its Rust type: the struct and the database differ.
    Decode {
        /// The column.
        column: String,
        /// The cause.
        source: DecodeError,
    },
    /// The role lacks a grant, or row level security forbids the row.
    Denied(DriverError),
    /// No connection to the database: it is down, the address is wrong, it refused the login, or it closed the connection, as it
    /// does when a transaction is idle for too long (`idle_in_transaction_session_timeout`): the drivers rarely tell why.
    Unreachable(DriverError),
    /// The clock of the server is before the last change of the row, so the time of this change is not known: the clock
    /// was set back, or the row has a time in the future. Only tables with `history` are refused changes then. Nothing
    /// was changed.
    ClockSetBack(DriverError),
    /// A conflict with a concurrent transaction: a serialization failure (40001) or a deadlock (40P01). Nothing was
    /// committed. The transaction can be run again from its beginning, as
    /// [`retry`](crate::transaction::InTransaction::retry) does.
    Conflict(DriverError),
    /// The definition of a table changed under a prepared statement (`cached plan must not change result type`), or the
    /// server does not have the statement any more, as after `DISCARD ALL`. The connection dropped its prepared statements,
    /// so the transaction can be run again, as [`retry`](crate::transaction::InTransaction::retry) does. Outside a
    /// transaction, the statement was run again already. After your own SQL through sqlx, the connection still has them:
    /// call `clear_cached_statements` on it.
    SchemaChanged(DriverError),
    /// A timeout: the statement took too long or was cancelled (57014), a lock was not available in time (55P03), or
    /// the transaction was open for too long (25P04) or idle (25P03). While no statement runs, the server closes the connection, which is
    /// mostly [`Unreachable`](Self::Unreachable).
    Timeout(DriverError),
    /// An earlier statement of this transaction failed or was cancelled, so it runs no further statements and was not committed.
    Aborted(DriverError),
    /// The connection was lost during COMMIT. It is unknown whether the transaction was committed: check before you run
    /// it again.
    CommitUnknown(DriverError),
    /// Any other error of the database or the driver.
    Driver(DriverError),
}

impl From<CursorError> for Error {
    fn from(error: CursorError) -> Self {
        Self::Cursor(error)
    }
}

impl From<PageSizeError> for Error {
    fn from(error: PageSizeError) -> Self {
        Self::PageSize(error)
    }
}

impl From<RangeError> for Error {
    fn from(error: RangeError) -> Self {
        Self::Range(error)
    }
}

impl From<ValidationError> for Error {
    fn from(error: ValidationError) -> Self {
        Self::Invalid(error)
    }
}

impl Error {
    pub(crate) const fn not_found(table: &'static TableDef) -> Self {
        Self::NotFound { table }
    }

    pub(crate) fn unencoded(column: Option<&'static str>, source: EncodeError) -> Self {
        Self::Encode { column: column.unwrap_or_default(), source }
    }

    /// Returns whether an upsert met a row that row level security hides. PostgreSQL says so only in its message, so a
    /// server with another language than English reports [`Error::Denied`].
    pub(crate) fn is_hidden_row(&self) -> bool {
        matches!(self, Self::Denied(driver) if driver.message.contains("row-level security policy (USING expression)"))
    }

    /// Returns whether the same transaction may succeed when it is run again: it was in [conflict](Error::Conflict)
    /// with a concurrent transaction, and nothing was committed.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        matches!(self, Self::Conflict(_) | Self::SchemaChanged(_))
    }

    /// The transaction was ended by something else than its owner.
    #[cfg_attr(not(feature = "sqlx"), allow(dead_code, reason = "tokio-postgres ends none by itself"))]
    pub(crate) fn ended() -> Self {
        let message = "it was rolled back when a savepoint could not be opened";
        Self::Aborted(DriverError::new(message, message))
    }

    /// The transaction was not opened.
    #[cfg_attr(not(feature = "tokio-postgres"), allow(dead_code, reason = "sqlx waits until a transaction is open"))]
    pub(crate) fn unopened() -> Self {
        let message = "it was not opened";
        Self::Aborted(DriverError::new(message, message))
    }

    /// The same error as the result of COMMIT: after a lost connection the outcome is unknown.
    #[must_use]
    pub(crate) fn of_commit(self) -> Self {
        match self {
            Self::Unreachable(driver) => Self::CommitUnknown(driver),
            other => other,
        }
    }

    /// The same error as the result of opening a transaction across tenants.
    #[cfg_attr(
        not(any(feature = "bb8", feature = "deadpool-postgres", feature = "sqlx")),
        allow(dead_code, reason = "used only with a pool")
    )]
    #[must_use]
    pub(crate) fn of_across(self) -> Self {
        match self {
            Self::Denied(driver) => Self::RowSecurity(driver),
            other => other,
        }
    }

    /// Converts an error of COMMIT. A deferred constraint belongs to one of the tables that were written.
    #[cfg_attr(
        not(any(feature = "sqlx", feature = "tokio-postgres")),
        allow(dead_code, reason = "used only with a driver feature")
    )]
    pub(crate) fn refused_commit(refusal: &Refusal, written: &[Target], driver: DriverError) -> Self {
        match Violation::of_commit(refusal, written) {
            Some(violation) => Self::Violation(violation),
            None => Self::refused(refusal, None, driver).of_commit(),
        }
    }

    /// Converts an error of the server, in terms of the target table.
    pub(crate) fn refused(refusal: &Refusal, target: Option<Target>, driver: DriverError) -> Self {
        match (target.map(|target| target.verb), refusal.code.as_str()) {
            // No value of a cursor divides.
            (Some(Verb::Read | Verb::Continue), "22012") => return Self::OutOfRange(driver),
            (Some(Verb::Continue), code) if is_refused_value(code) => return Self::Cursor(CursorError::Malformed),
            (Some(Verb::Read | Verb::Compute { .. }), "22003" | "22008") => return Self::OutOfRange(driver),
            (Some(Verb::Compute { .. }), "22012") => return Self::OutOfRange(driver),
            (Some(Verb::Compute { zone: true }), "22023") => return Self::TimeZone,
            _ => {}
        }
        if let Some(violation) = target.and_then(|target| Violation::of(refusal, target)) {
            return Self::Violation(violation);
        }
        match refusal.code.as_str() {
            INSUFFICIENT_PRIVILEGE if refusal.message.starts_with(NO_TENANT) => Self::NoTenant,
            INSUFFICIENT_PRIVILEGE => Self::Denied(driver),
            CLOCK_SET_BACK => Self::ClockSetBack(driver),
            "40001" | "40P01" => Self::Conflict(driver),
            "57014" | "55P03" | "25P03" | "25P04" => Self::Timeout(driver),
            "25P02" => Self::Aborted(driver),
            code if is_refused_connection(code) => Self::Unreachable(driver),
            _ => Self::Driver(driver),
        }
    }
}

/// Whether the server says that a prepared statement no longer fits its tables, or that it has no such statement: SQL of the user deallocated it. The SQLSTATE of
/// the first says no more than "not supported", and its message may be translated.
#[cfg_attr(
    not(any(feature = "sqlx", feature = "tokio-postgres")),
    allow(dead_code, reason = "used only with a driver feature")
)]
pub(crate) fn is_stale_statement(code: &str, routine: Option<&str>) -> bool {
    matches!((code, routine), ("0A000", Some("RevalidateCachedQuery")) | ("26000", Some("FetchPreparedStatement")))
}

/// Whether a text is no value of its type or its domain.
fn is_refused_value(code: &str) -> bool {
    code.starts_with("22") || code == "23514"
}

const INSUFFICIENT_PRIVILEGE: &str = "42501";

/// No such database, role or password; the server starts up or shuts down; no free connection.
fn is_refused_connection(code: &str) -> bool {
    code.starts_with("28") || code.starts_with("08") || code.starts_with("57P") || matches!(code, "3D000" | "53300")
}

#[cfg(test)]
mod tests {
    use std::error::Error as StdError;

    use super::*;
    use crate::Table;
    use crate::fixtures::Product;

    fn refused(code: &str, message: &str) -> Error {
        let refusal = Refusal { code: code.to_owned(), message: message.to_owned(), ..Refusal::default() };
        let target = Target { table: Product::def(), verb: Verb::Insert };
        Error::refused(&refusal, Some(target), DriverError::new(message, "what the driver has"))
    }

    #[test]
    fn refusals_are_distinguished_by_sqlstate() {
        assert!(matches!(refused("42501", NO_TENANT), Error::NoTenant));
        assert!(matches!(refused("42501", "permission denied for table org_products"), Error::Denied(_)));
        assert!(matches!(refused("23505", ""), Error::Violation(_)));
        for code in ["28P01", "28000", "3D000", "53300", "57P03", "08006"] {
            assert!(matches!(refused(code, ""), Error::Unreachable(_)));
        }
        for code in ["40001", "40P01"] {
            assert!(refused(code, "").is_retryable());
        }
        for code in ["57014", "55P03", "25P03", "25P04"] {
            assert!(matches!(refused(code, ""), Error::Timeout(_)));
        }
        assert!(matches!(refused("25P02", ""), Error::Aborted(_)));
        assert!(matches!(refused("PH001", ""), Error::ClockSetBack(_)));
        assert!(is_stale_statement("0A000", Some("RevalidateCachedQuery")));
        assert!(is_stale_statement("26000", Some("FetchPreparedStatement")));
        assert!(!is_stale_statement("0A000", Some("DefineIndex")) && !is_stale_statement("0A000", None));
        assert!(matches!(refused("42P01", ""), Error::Driver(_)));
    }

    #[test]
    fn a_commit_whose_outcome_is_unknown_is_not_tried_again() {
        for code in ["57P01", "08006"] {
            let lost = refused(code, "").of_commit();
            assert!(matches!(lost, Error::CommitUnknown(_)) && !lost.is_retryable());
        }
        assert!(refused("40001", "").of_commit().is_retryable());
    }

    #[test]
    fn an_error_reads_as_a_sentence() {
        assert_eq!(Error::not_found(Product::def()).to_string(), "product not found");
        assert_eq!(
            refused("42501", "permission denied for table org_products").to_string(),
            "permission denied to the database role: permission denied for table org_products"
        );
        assert_eq!(
            Error::unencoded(Some("settings"), EncodeError::new("why")).to_string(),
            "the value of `settings` cannot be stored in PostgreSQL: why"
        );
    }

    #[test]
    fn debug_shows_the_name_of_the_table() {
        let shown = format!("{:?}", Error::not_found(Product::def()));
        assert_eq!(shown, r#"NotFound { table: TableDef { name: "org_products", .. } }"#);
    }

    #[test]
    fn the_source_is_the_driver_error() {
        let error = refused("40001", "could not serialize access");
        let driver = error.source().and_then(StdError::source).map(ToString::to_string);
        assert_eq!(driver.as_deref(), Some("what the driver has"));
    }
}
