use std::error::Error as _;
use std::io;

use tokio_postgres::Error as Failure;
use tokio_postgres::error::DbError;

use super::parameters::Unencoded;
use crate::error::is_stale_statement;
use crate::query::Target;
use crate::violation::{Refusal, Violation};
use crate::{DriverError, Error};

/// Converts an error of tokio-postgres; `target` is the table of the statement.
pub(super) fn failed(error: Failure, target: Option<Target>) -> Error {
    if let Some(unencoded) = Unencoded::of(&error) {
        return unencoded;
    }
    if let Some(refused) = error.as_db_error() {
        let refusal = refusal(refused);
        let is_stale = is_stale_statement(&refusal.code, refused.routine());
        let driver = DriverError::new(refusal.message.clone(), error);
        return if is_stale { Error::SchemaChanged(driver) } else { Error::refused(&refusal, target, driver) };
    }
    let is_lost = error.is_closed() || error.source().is_some_and(|cause| cause.is::<io::Error>());
    let driver = DriverError::new(message(&error), error);
    if is_lost { Error::Unreachable(driver) } else { Error::Driver(driver) }
}

/// Converts an error of your own SQL as the errors of statements are converted: violations, conflicts, timeouts. The
/// violation has no columns, because its table is not known, and the message is a general one.
impl From<Failure> for Error {
    fn from(error: Failure) -> Self {
        match error.as_db_error().and_then(|refused| Violation::of_unknown(&refusal(refused))) {
            Some(violation) => Self::Violation(violation),
            None => failed(error, None),
        }
    }
}

/// Converts an error of COMMIT of a transaction that has written to these tables.
pub(super) fn failed_to_commit(error: Failure, written: &[Target]) -> Error {
    let Some(refusal) = error.as_db_error().map(refusal) else { return failed(error, None).of_commit() };
    Error::refused_commit(&refusal, written, DriverError::new(refusal.message.clone(), error))
}

/// Converts an error of connecting.
#[cfg(any(feature = "bb8", feature = "deadpool-postgres"))]
pub(super) fn unconnected(error: Failure) -> Error {
    match failed(error, None) {
        Error::Driver(driver) => Error::Unreachable(driver),
        other => other,
    }
}

/// The message of the driver says what it was doing; that of its cause says what was wrong.
fn message(error: &Failure) -> String {
    error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}

fn refusal(refused: &DbError) -> Refusal {
    Refusal {
        code: refused.code().code().to_owned(),
        message: refused.message().to_owned(),
        schema: Refusal::field(refused.schema()),
        table: Refusal::field(refused.table()),
        constraint: Refusal::field(refused.constraint()),
        column: Refusal::field(refused.column()),
        domain: Refusal::field(refused.datatype()),
        routine: Refusal::field(refused.routine()),
    }
}
