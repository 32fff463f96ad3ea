//! The HTTP API.

mod accounts;
mod audit;
mod categories;
mod collections;
mod customers;
mod orders;
mod pages;
mod products;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware;
use axum::response::{Html, IntoResponse};
use axum::routing::{get, post, put};
use peristyle::axum::{EndTransactions, Problem, TenantBody, TenantTx};
use peristyle::prelude::*;
use shop_schema::{AuditDetails, AuditEntry, AuditEntryInsert};

use crate::extract::Body;
use crate::{App, Caller, logs};

/// The transaction of the caller's tenant.
pub type Tx = TenantTx<App>;

/// The same and a JSON body.
pub type TxBody<T> = TenantBody<App, Body<T>>;

/// The largest body, in bytes.
const LARGEST_BODY: usize = 64 * 1024;

/// Returns all routes.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/schema", get(schema))
        .route("/schema.svg", get(diagram))
        .route("/tokens", post(accounts::create_token))
        .route("/members", get(accounts::members))
        .route("/categories", get(categories::tree).post(categories::create))
        .route("/products", get(products::list).post(products::create))
        .route("/products/search", get(products::search))
        .route("/products/{id}", get(products::find).patch(products::update).delete(products::delete))
        .route("/collections", post(collections::create))
        .route("/collections/{id}/products", get(collections::products))
        .route("/collections/{id}/products/{product}", put(collections::add).delete(collections::remove))
        .route("/customers", get(customers::list).post(customers::create))
        .route("/orders", get(orders::list).post(orders::place))
        .route("/orders/{id}", get(orders::find))
        .route("/audit", get(audit::list))
        .fallback(|| async { Problem::new(StatusCode::NOT_FOUND, "no_route", "there is no such path") })
        .method_not_allowed_fallback(|| async {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "no_method", "the path has no such method")
        })
        .layer(EndTransactions)
        .layer(middleware::from_fn(logs::log))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(app)
}

/// Whether the database answers, for a load balancer.
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
