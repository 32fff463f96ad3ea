use std::error::Error as _;
use std::io;

use tokio_postgres::Error as Failure;
use tokio_postgres::error::DbError;

use crate::query::Target;
use crate::violation::Refusal;
use crate::{DriverError, Error};

/// What tokio-postgres failed with; `target` is what the statement was about, if there was one.
pub(super) fn failed(error: Failure, target: Option<Target>) -> Error {
    if let Some(refused) = error.as_db_error() {
        let refusal = refusal(refused);
        return Error::refused(&refusal, target, DriverError::new(refusal.message.clone(), error));
    }
    let is_lost = error.is_closed() || error.source().is_some_and(|cause| cause.is::<io::Error>());
    let driver = DriverError::new(message(&error), error);
    if is_lost { Error::Unreachable(driver) } else { Error::Driver(driver) }
}

/// What a commit failed with.
pub(super) fn failed_to_commit(error: Failure) -> Error {
    failed(error, None).of_commit()
}

/// What a connection could not be made for: whatever it is, there is none.
#[cfg(feature = "deadpool-postgres")]
pub(super) fn unconnected(error: Failure) -> Error {
    match failed(error, None) {
        Error::Driver(driver) => Error::Unreachable(driver),
        other => other,
    }
}

/// The driver says what it was doing, and its cause what was wrong.
fn message(error: &Failure) -> String {
    error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}

fn refusal(refused: &DbError) -> Refusal {
    Refusal {
        code: refused.code().code().to_owned(),
        constraint: refused.constraint().map(str::to_owned),
        column: refused.column().map(str::to_owned),
        message: refused.message().to_owned(),
    }
}
