//! `application/problem+json`.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use axum_core::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use serde_json::{Map, Value};

use crate::Error;

/// The response of an error: `application/problem+json` of RFC 9457.
///
/// ```json
/// {
///   "title": "Unprocessable Content",
///   "status": 422,
///   "code": "invalid",
///   "detail": "the sku must have at most 100 characters",
///   "errors": [{ "field": "sku", "code": "too_long", "detail": "the sku must have at most 100 characters" }]
/// }
/// ```
///
/// `code` is for programs: that of [`Error::code`] and [`ViolationKind::code`](crate::ViolationKind::code), or your own.
/// `detail` is a sentence for the user. `errors` lists the refused values by column. The type is `about:blank`, which RFC
/// 9457 leaves out. A response never contains SQL, the DETAIL of PostgreSQL or a value of a row; errors that are not the
/// client's are "internal error", and [`source_error`](Self::source_error) or the extension [`ProblemSource`] has them for the log.
///
/// # Statuses
///
/// | error | status |
/// |---|---|
/// | [`Error::NotFound`] | 404 |
/// | [`Error::Stale`] | 412 |
/// | [`Error::Violation`]: key, unique, still referenced, exclusion, trigger | 409 |
/// | [`Error::Violation`]: all other kinds; [`Error::Invalid`], [`Error::Encode`], [`Error::Range`] | 422 |
/// | [`Error::Cursor`], [`Error::PageSize`], [`Error::TimeZone`] | 400 |
/// | [`Error::TooLarge`] | 413 |
/// | [`Error::Conflict`], [`Error::SchemaChanged`], [`Error::Timeout`], [`Error::Unreachable`] | 503 with `Retry-After: 1` |
/// | all others, also [`Error::CommitUnknown`], whose `code` tells that the request may have had its effect | 500 |
#[derive(Debug, Clone)]
pub struct Problem {
    pub(super) status: StatusCode,
    pub(super) code: Cow<'static, str>,
    pub(super) detail: Cow<'static, str>,
    pub(super) errors: Vec<RefusedValue>,
    pub(super) challenge: bool,
    pub(super) source: Option<ProblemSource>,
}

/// The schema of the body.
#[cfg(feature = "utoipa")]
mod schema {
    use utoipa::openapi::RefOr;
    use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};
    use utoipa::{PartialSchema, ToSchema};

    use super::Problem;

    impl PartialSchema for Problem {
        fn schema() -> RefOr<Schema> {
            let text =
                |description: &str| ObjectBuilder::new().schema_type(Type::String).description(Some(description));
            let value = ObjectBuilder::new()
                .property("field", text("The column."))
                .property("code", text("The kind, for programs."))
                .property("detail", text("A sentence for the user."));
            let value = value.required("field").required("code").required("detail");
            let problem = ObjectBuilder::new()
                .description(Some("An error, as RFC 9457 defines it."))
                .property("title", text("The name of the status."))
                .property("status", ObjectBuilder::new().schema_type(Type::Integer))
                .property("code", text("The kind, for programs."))
                .property("detail", text("A sentence for the user."))
                .property("errors", ArrayBuilder::new().items(value).description(Some("The refused values.")));
            problem.required("title").required("status").required("code").required("detail").into()
        }
    }

    impl ToSchema for Problem {}
}

/// A value of the request that was refused, in [`Problem::errors`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RefusedValue {
    /// The column.
    pub field: Cow<'static, str>,
    /// The kind, such as `too_long` or `unique`.
    pub code: &'static str,
    /// The message for the user.
    pub detail: String,
}

/// The error behind a [`Problem`]. It is an extension of the response, for a layer that writes a log.
#[derive(Debug, Clone)]
pub struct ProblemSource(pub(super) Arc<Error>);

impl std::ops::Deref for ProblemSource {
    type Target = Error;

    fn deref(&self) -> &Error {
        &self.0
    }
}

impl Problem {
    /// Creates a problem of your own. `code` is a short name for programs, `detail` a sentence for the user.
    #[must_use]
    pub fn new(status: StatusCode, code: impl Into<Cow<'static, str>>, detail: impl Into<Cow<'static, str>>) -> Self {
        let (code, detail) = (code.into(), detail.into());
        Self { status, code, detail, errors: Vec::new(), challenge: false, source: None }
    }

    /// The caller is not authenticated: 401 with `WWW-Authenticate: Bearer`.
    #[must_use]
    pub fn unauthorized(detail: impl Into<Cow<'static, str>>) -> Self {
        Self { challenge: true, ..Self::new(StatusCode::UNAUTHORIZED, "unauthorized", detail) }
    }

    /// The caller may not do this: 403.
    #[must_use]
    pub fn forbidden(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    /// A fault of the service: 500. The detail is not about data, so it is sent.
    pub(super) fn internal(code: &'static str, detail: &'static str) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, code, detail)
    }

    /// Adds a refused value.
    #[must_use]
    pub fn with_error(
        mut self,
        field: impl Into<Cow<'static, str>>,
        code: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        self.errors.push(RefusedValue { field: field.into(), code, detail: detail.into() });
        self
    }

    /// Returns the status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the name for programs.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Returns the sentence for the user.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// Returns the refused values.
    #[must_use]
    pub fn errors(&self) -> &[RefusedValue] {
        &self.errors
    }

    /// Returns the error that it was made of, for a log.
    #[must_use]
    pub fn source_error(&self) -> Option<&Error> {
        self.source.as_deref()
    }

    fn body(&self) -> Value {
        let mut body = Map::new();
        let title = self.status.canonical_reason().unwrap_or("Error");
        // RFC 9110 has renamed 422.
        let title = if self.status == StatusCode::UNPROCESSABLE_ENTITY { "Unprocessable Content" } else { title };
        body.insert("title".to_owned(), title.into());
        body.insert("status".to_owned(), self.status.as_u16().into());
        body.insert("code".to_owned(), (*self.code).into());
        body.insert("detail".to_owned(), (*self.detail).into());
        if !self.errors.is_empty() {
            let error = |refused: &RefusedValue| {
                let members = [("field", &*refused.field), ("code", refused.code), ("detail", &*refused.detail)];
                members.into_iter().map(|(name, text)| (name.to_owned(), Value::from(text))).collect::<Map<_, _>>()
            };
            body.insert("errors".to_owned(), self.errors.iter().map(error).collect());
        }
        Value::Object(body)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl StdError for Problem {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|error| error as _)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let content_type = (CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        let mut response = (self.status, [content_type], self.body().to_string()).into_response();
        let mut set =
            |name: HeaderName, value| drop(response.headers_mut().insert(name, HeaderValue::from_static(value)));
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            set(RETRY_AFTER, "1");
        }
        if self.challenge {
            set(WWW_AUTHENTICATE, "Bearer");
        }
        if let Some(source) = self.source {
            response.extensions_mut().insert(source);
        }
        response
    }
}
