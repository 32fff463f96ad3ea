//! Structured logs: one line of JSON for each request, and spans of its statements in it.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use peristyle::axum::ProblemSource;
use tracing::Instrument;
use tracing_subscriber::filter::LevelFilter;

/// Writes logs to the standard output, from the level INFO on.
pub fn log_to_stdout() {
    tracing_subscriber::fmt().json().flatten_event(true).with_max_level(LevelFilter::INFO).init();
}

/// Writes a line for each request. It has the pattern of the path and not the path, and no header: neither ids nor
/// credentials belong in a log.
pub async fn log(request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", method = %request.method(), path);
    let start = Instant::now();
    async move {
        let response = next.run(request).await;
        let (status, milliseconds) = (response.status().as_u16(), start.elapsed().as_secs_f64() * 1e3);
        let error = response.extensions().get::<ProblemSource>();
        let code = error.map(|error| error.code());
        match error.filter(|_| status >= 500) {
            // Its text is for the log: it may show what PostgreSQL says, and never its DETAIL.
            Some(error) => tracing::error!(status, milliseconds, code, error = %**error, "failed"),
            None => tracing::info!(status, milliseconds, code, "answered"),
        }
        response
    }
    .instrument(span)
    .await
}
