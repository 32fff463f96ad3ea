//! The HTTP API.

mod accounts;
mod audit;
mod categories;
mod collections;
mod customers;
mod documentation;
mod orders;
mod pages;
mod products;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use peristyle::axum::{EndTransactions, Problem, TenantBody, TenantTx};
use peristyle::prelude::*;
use shop_schema::{AuditDetails, AuditEntry, AuditEntryInsert};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use documentation::{Documentation, Refused};

use crate::extract::Body;
use crate::{App, Caller, logs};

/// The transaction of the caller's tenant.
pub type Tx = TenantTx<App>;

/// The same and a JSON body.
pub type TxBody<T> = TenantBody<App, Body<T>>;

/// The largest body, in bytes.
const LARGEST_BODY: usize = 64 * 1024;

/// Returns all routes. Those of the API are in its document, `/openapi.json`.
pub fn router(app: App) -> Router {
    let (router, document) = OpenApiRouter::with_openapi(Documentation::openapi())
        .routes(routes!(health))
        .routes(routes!(accounts::create_token))
        .routes(routes!(accounts::members))
        .routes(routes!(categories::tree, categories::create))
        .routes(routes!(products::list, products::create))
        .routes(routes!(products::search))
        .routes(routes!(products::find, products::update, products::delete))
        .routes(routes!(collections::create))
        .routes(routes!(collections::products))
        .routes(routes!(collections::add, collections::remove))
        .routes(routes!(customers::list, customers::create))
        .routes(routes!(orders::list, orders::place))
        .routes(routes!(orders::find))
        .routes(routes!(audit::list))
        .split_for_parts();
    router
        .route("/openapi.json", get(async || axum::Json(document)))
        .route("/schema", get(schema))
        .route("/schema.svg", get(diagram))
        .fallback(|| async { Problem::new(StatusCode::NOT_FOUND, "no_route", "there is no such path") })
        .method_not_allowed_fallback(|| async {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "no_method", "the path has no such method")
        })
        .layer(EndTransactions)
        .layer(middleware::from_fn(logs::log))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(app)
}

/// Tells a load balancer whether the database answers.
#[utoipa::path(get, path = "/health", security(()), responses((status = 204, description = "It does."), Refused))]
async fn health(app: axum::extract::State<App>) -> Result<StatusCode, Problem> {
    let answered = sqlx::query("SELECT 1").execute(&app.pool).await;
    answered
        .map_err(|_| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unreachable", "the database does not answer"))?;
    Ok(StatusCode::NO_CONTENT)
}

/// A page with the ER diagram.
async fn schema() -> Html<String> {
    Html(format!("<!doctype html><title>The tables of the shop</title>{}", crate::DIAGRAM_SVG))
}

async fn diagram() -> impl IntoResponse {
    ([(CONTENT_TYPE, "image/svg+xml")], crate::DIAGRAM_SVG)
}

/// Writes what the caller did, in the transaction in which it is done.
async fn audited<T>(tx: &mut Tx, caller: Caller, action: &str, row: Id<T>) -> Result<(), peristyle::Error> {
    let details = AuditDetails { row: Some(row.to_string()) };
    let entry = AuditEntryInsert::new(caller.name(), action).details(Json(details));
    let tenant = tx.tenant();
    AuditEntry::insert(tenant, entry).execute(&mut **tx).await
}
