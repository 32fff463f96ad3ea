//! The status and the text of each error.

use std::sync::Arc;

use axum_core::response::{IntoResponse, Response};
use http::StatusCode;

use super::problem::{Problem, ProblemSource};
use crate::query::{CursorError, PageSizeError};
use crate::{Error, InvalidValue, Limit, RangeError, ValidationError, Violation, ViolationKind};

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let problem = problem(&error);
        Self { source: Some(ProblemSource(Arc::new(error))), ..problem }
    }
}

/// `?` converts once, so what it converts into an [`Error`] is converted here too.
macro_rules! by_error {
    ($($error:ty),*) => {
        $(impl From<$error> for Problem {
            fn from(error: $error) -> Self {
                Error::from(error).into()
            }
        })*
    };
}

by_error!(CursorError, PageSizeError, RangeError, ValidationError);

impl From<Violation> for Problem {
    fn from(violation: Violation) -> Self {
        Error::Violation(violation).into()
    }
}

macro_rules! responses {
    ($($error:ty),*) => {
        $(impl IntoResponse for $error {
            fn into_response(self) -> Response {
                Problem::from(self).into_response()
            }
        })*
    };
}

responses!(Error, Violation, ValidationError);

/// The problem of an error, without its source.
fn problem(error: &Error) -> Problem {
    let of = |status, detail: String| Problem::new(status, error.code(), detail);
    match error {
        Error::NotFound { .. } => of(StatusCode::NOT_FOUND, error.to_string()),
        Error::Stale { .. } => of(StatusCode::PRECONDITION_FAILED, error.to_string()),
        Error::Violation(violation) => with_columns(of(status(violation.kind), violation.to_string()), violation),
        Error::Invalid(invalid) => {
            let whole = of(StatusCode::UNPROCESSABLE_ENTITY, invalid.to_string());
            invalid.violations.iter().fold(whole, |whole, InvalidValue { column, limit, message }| {
                whole.with_error(*column, kind(*limit).code(), message)
            })
        }
        // The cause may show the value.
        Error::Encode { column: "", .. } => of(StatusCode::UNPROCESSABLE_ENTITY, "a value cannot be stored".to_owned()),
        Error::Encode { column, .. } => {
            let detail = format!("the {} cannot be stored", crate::humanize::of_column(column));
            of(StatusCode::UNPROCESSABLE_ENTITY, detail.clone()).with_error(*column, error.code(), detail)
        }
        Error::Range(_) => of(StatusCode::UNPROCESSABLE_ENTITY, error.to_string()),
        Error::Cursor(_) | Error::PageSize(_) | Error::TimeZone => of(StatusCode::BAD_REQUEST, error.to_string()),
        Error::TooLarge(_) => of(StatusCode::PAYLOAD_TOO_LARGE, "the request has too many values".to_owned()),
        Error::Conflict(_) | Error::SchemaChanged(_) | Error::Timeout(_) | Error::Unreachable(_) => {
            of(StatusCode::SERVICE_UNAVAILABLE, "the service is busy: try again".to_owned())
        }
        Error::CommitUnknown(_) => {
            let detail = "it is unknown whether the request had its effect: check before you send it again";
            of(StatusCode::INTERNAL_SERVER_ERROR, detail.to_owned())
        }
        _ => Problem::internal("internal", "internal error"),
    }
}

/// A value that the client can correct is 422; a conflict with other rows is 409.
const fn status(kind: ViolationKind) -> StatusCode {
    match kind {
        ViolationKind::Key
        | ViolationKind::Unique
        | ViolationKind::Referenced
        | ViolationKind::Exclusion
        | ViolationKind::Trigger => StatusCode::CONFLICT,
        ViolationKind::Reference
        | ViolationKind::Check
        | ViolationKind::NotNull
        | ViolationKind::TooLong
        | ViolationKind::OutOfRange
        | ViolationKind::DivisionByZero
        | ViolationKind::Form
        | ViolationKind::Repeated => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

const fn kind(limit: Limit) -> ViolationKind {
    match limit {
        Limit::Characters(_) => ViolationKind::TooLong,
        Limit::Digits { .. } => ViolationKind::OutOfRange,
        Limit::Check => ViolationKind::Check,
        Limit::Form => ViolationKind::Form,
    }
}

fn with_columns(problem: Problem, Violation { columns, kind, message, .. }: &Violation) -> Problem {
    columns.iter().fold(problem, |problem, column| problem.with_error(*column, kind.code(), message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{Product, ProductInsert};
    use crate::{DriverError, Table};

    const SECRET: &str = "Key (sku)=(a secret)";

    fn driver() -> DriverError {
        DriverError::new(SECRET, SECRET)
    }

    #[test]
    fn each_error_has_its_status() {
        let table = Product::def();
        for (error, status, code) in [
            (Error::NotFound { table }, 404, "not_found"),
            (Error::Stale { table }, 412, "stale"),
            (Error::Violation(Violation::taken(table, "")), 409, "unique"),
            (Error::TimeZone, 400, "time_zone"),
            (Error::TooLarge(crate::TooLarge::Nesting), 413, "too_large"),
            (Error::Conflict(driver()), 503, "conflict"),
            (Error::SchemaChanged(driver()), 503, "schema_changed"),
            (Error::Timeout(driver()), 503, "timeout"),
            (Error::Unreachable(driver()), 503, "unreachable"),
            (Error::CommitUnknown(driver()), 500, "commit_unknown"),
            (Error::unencoded(Some("sku"), crate::EncodeError::new(SECRET)), 422, "encode"),
            (Error::unencoded(None, crate::EncodeError::new(SECRET)), 422, "encode"),
            (Error::Denied(driver()), 500, "internal"),
            (Error::Aborted(driver()), 500, "internal"),
            (Error::Driver(driver()), 500, "internal"),
            (Error::OtherTenant, 500, "internal"),
        ] {
            let problem = Problem::from(error);
            assert_eq!((problem.status().as_u16(), problem.code()), (status, code));
            assert!(!problem.detail().contains("secret") && !format!("{:?}", problem.errors()).contains("secret"));
            let retries = problem.status() == StatusCode::SERVICE_UNAVAILABLE;
            let response = problem.into_response();
            assert_eq!(response.headers()["content-type"], "application/problem+json");
            assert_eq!(response.headers().contains_key("retry-after"), retries);
            assert!(response.extensions().get::<ProblemSource>().is_some(), "the log has the error");
        }
    }

    #[test]
    fn every_refused_value_is_listed() {
        let error = crate::validation::validate(&ProductInsert::new("L-1000"), None).unwrap_err();
        let problem = Problem::from(error);
        assert_eq!(problem.status(), 422);
        let listed: Vec<_> = problem.errors().iter().map(|error| (&*error.field, error.code)).collect();
        assert_eq!(listed, [("sku", "too_long")]);
    }

    /// What a handler does with what a client sent.
    fn read(size: u32, cursor: &str, room: &str) -> Result<(), Problem> {
        let _ = crate::query::PageSize::new(size)?;
        let _: crate::Range<i32> = room.parse()?;
        let _: crate::query::Cursor = cursor.parse()?;
        Ok(crate::Range::new((std::ops::Bound::Included(2), std::ops::Bound::Excluded(1))).map(drop)?)
    }

    #[test]
    fn what_a_client_sent_is_converted() {
        for (size, cursor, room, status, code) in
            [(0, "", "", 400, "page_size"), (1, "", "[1", 422, "range"), (1, "?", "[1,2)", 400, "cursor")]
        {
            let problem = read(size, cursor, room).unwrap_err();
            assert_eq!((problem.status().as_u16(), problem.code()), (status, code), "{size} {cursor} {room}");
        }
    }

    #[test]
    fn an_unauthorized_caller_is_challenged() {
        let response = Problem::unauthorized("send a token").into_response();
        assert_eq!(
            (response.status().as_u16(), response.headers()["www-authenticate"].to_str().unwrap()),
            (401, "Bearer")
        );
        assert_eq!(Problem::forbidden("no").into_response().status(), 403);
    }
}
