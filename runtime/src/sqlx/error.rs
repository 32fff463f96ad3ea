use sqlx::postgres::PgDatabaseError;

use crate::error::is_stale_statement;
use crate::query::{NO_TABLE, Target};
use crate::violation::{Refusal, Violation};
use crate::{DecodeError, DriverError, EncodeError, Error};

/// Converts an error of sqlx; `target` is the table of the statement.
pub(super) fn failed(error: sqlx::Error, target: Option<Target>) -> Error {
    use sqlx::Error as Failure;
    match error {
        Failure::Database(ref refused) => match refused.try_downcast_ref::<PgDatabaseError>() {
            Some(refused) => {
                let refusal = refusal(refused);
                let is_stale = is_stale_statement(&refusal.code, refused.routine());
                let driver = DriverError::new(refusal.message.clone(), error);
                if is_stale { Error::SchemaChanged(driver) } else { Error::refused(&refusal, target, driver) }
            }
            None => Error::Driver(DriverError::new(error.to_string(), error)),
        },
        Failure::Encode(source) => Error::unencoded(None, EncodeError::new(source)),
        Failure::PoolTimedOut => {
            let message = "none in time: the server cannot be reached, or all connections of the pool are in use";
            Error::Unreachable(DriverError::new(message, error))
        }
        Failure::Io(_) | Failure::Tls(_) | Failure::Configuration(_) | Failure::PoolClosed | Failure::WorkerCrashed => {
            Error::Unreachable(DriverError::new(error.to_string(), error))
        }
        _ => Error::Driver(DriverError::new(error.to_string(), error)),
    }
}

/// Converts an error of opening a connection: whatever the server says, there is none. A database that accepts no
/// connections (`ALLOW_CONNECTIONS false`) has a code that means something else for a statement.
pub(super) fn unconnected(error: sqlx::Error) -> Error {
    match failed(error, None) {
        Error::Driver(driver) => Error::Unreachable(driver),
        other => other,
    }
}

/// Converts an error of your own SQL as the errors of statements are converted: violations, conflicts, timeouts. The
/// violation has no columns, because its table is not known, and the message is a general one.
impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let refused = error.as_database_error().and_then(|refused| refused.try_downcast_ref::<PgDatabaseError>());
        if let Some(violation) = refused.and_then(|refused| Violation::of_unknown(&refusal(refused))) {
            return Self::Violation(violation);
        }
        match error {
            sqlx::Error::ColumnDecode { index, source } => {
                Self::Decode { column: index, source: DecodeError::new(source) }
            }
            sqlx::Error::RowNotFound => Self::not_found(&NO_TABLE),
            other => failed(other, None),
        }
    }
}

/// Converts an error of COMMIT of a transaction that has written to these tables.
pub(super) fn failed_to_commit(error: sqlx::Error, written: &[Target]) -> Error {
    let refused = error.as_database_error().and_then(|refused| refused.try_downcast_ref::<PgDatabaseError>());
    let Some(refusal) = refused.map(refusal) else { return failed(error, None).of_commit() };
    Error::refused_commit(&refusal, written, DriverError::new(refusal.message.clone(), error))
}

fn refusal(refused: &PgDatabaseError) -> Refusal {
    Refusal {
        code: refused.code().to_owned(),
        message: refused.message().to_owned(),
        schema: Refusal::field(refused.schema()),
        table: Refusal::field(refused.table()),
        constraint: Refusal::field(refused.constraint()),
        column: Refusal::field(refused.column()),
        domain: Refusal::field(refused.data_type()),
        routine: Refusal::field(refused.routine()),
    }
}
