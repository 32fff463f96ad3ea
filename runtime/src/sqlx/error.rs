use sqlx::postgres::PgDatabaseError;

use crate::query::Target;
use crate::violation::Refusal;
use crate::{DriverError, EncodeError, Error};

/// What sqlx failed with; `target` is what the statement was about, if there was one.
pub(super) fn failed(error: sqlx::Error, target: Option<Target>) -> Error {
    use sqlx::Error as Failure;
    match error {
        Failure::Database(ref refused) => match refused.try_downcast_ref::<PgDatabaseError>() {
            Some(refused) => {
                let refusal = refusal(refused);
                Error::refused(&refusal, target, DriverError::new(refusal.message.clone(), error))
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

/// What a commit failed with.
pub(super) fn failed_to_commit(error: sqlx::Error) -> Error {
    failed(error, None).of_commit()
}

fn refusal(refused: &PgDatabaseError) -> Refusal {
    Refusal {
        code: refused.code().to_owned(),
        constraint: refused.constraint().map(str::to_owned),
        column: refused.column().map(str::to_owned),
        message: refused.message().to_owned(),
    }
}
