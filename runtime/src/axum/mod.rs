//! The tenant's transaction as an extractor of axum 0.8, and errors as responses (feature `axum`).
//!
//! [`RequestTenant`] states in one place how a request is authenticated and where its tenant comes from. [`TenantTx`] is
//! an extractor that opens the transaction of this tenant. The layer [`EndTransactions`] ends it: it commits before a
//! response with a status below 400 is sent, and rolls back before any other. A client never receives a success that was
//! not committed: if the commit fails, its error is the response.
//!
//! | extractor | when |
//! |---|---|
//! | [`TenantTx<App>`](TenantTx) | several statements in one transaction; it has a connection from the extraction to the response |
//! | [`TenantBody<App, Json<T>>`](TenantBody) | the same with a body: it authenticates, reads the body, then takes a connection |
//! | [`CurrentTenant<App>`](CurrentTenant) | a single statement on the pool, or a transaction that the handler ends itself |
//!
//! [`Problem`] is the response of an error, `application/problem+json` of RFC 9457. An [`Error`](crate::Error), a
//! [`Violation`](crate::Violation) and a [`ValidationError`](crate::ValidationError) are converted by `?`, and are
//! responses themselves.
//!
//! ```
//! # #[cfg(feature = "sqlx")] mod example {
//! # use axum_core as axum;
//! # use peristyle::prelude::*;
//! # /// A customer account.
//! # #[table(name = "organizations", tenant_root)] pub struct Organization { pub id: Id<Organization> }
//! # /// Something that is sold.
//! # #[table(name = "org_products", tenant = Organization)]
//! # pub struct Product { pub id: Id<Product>, pub organization_id: Id<Organization>, pub sku: String }
//! use http::request::Parts;
//! use peristyle::axum::{Problem, RequestTenant, TenantTx};
//! use sqlx::PgPool;
//!
//! #[derive(Clone)]
//! pub struct App {
//!     pool: PgPool,
//! }
//!
//! impl RequestTenant for App {
//!     type Root = Organization;
//!     type Pool = PgPool;
//!
//!     fn pool(&self) -> &PgPool {
//!         &self.pool
//!     }
//!
//!     async fn tenant(&self, parts: &mut Parts) -> Result<Tenant<Organization>, Problem> {
//!         let token = parts.headers.get("authorization").and_then(|value| value.to_str().ok());
//!         let token = token.ok_or_else(|| Problem::unauthorized("send a token"))?;
//!         verified(token).ok_or_else(|| Problem::unauthorized("the token is invalid or expired"))
//!     }
//! }
//! # fn verified(_: &str) -> Option<Tenant<Organization>> { None }
//!
//! async fn skus(mut tx: TenantTx<App>) -> Result<String, Problem> {
//!     let tenant = tx.tenant();
//!     let products = Product::select(tenant).order_by(Product::SKU.asc()).limit(100).fetch_all(&mut *tx).await?;
//!     Ok(products.iter().map(|product| format!("{}\n", product.sku)).collect())
//! }
//!
//! // Router::new().route("/skus", get(skus)).layer(EndTransactions).with_state(App { pool })
//! # }
//! ```
//!
//! # What happens
//!
//! | case | response | transaction |
//! |---|---|---|
//! | the handler returns a status below 400 | its response, after the commit | committed |
//! | it returns 400 or more, or an `Err` | its response | rolled back |
//! | the commit fails, or an earlier statement failed and the handler ignored it | the error of the commit | rolled back |
//! | it panics, or the client closes the connection | | rolled back |
//! | the response or a task still has the `TenantTx`, as a stream of rows may | 500 | rolled back when it is dropped |
//! | no connection is free in time, the database is down | 503 with `Retry-After` | not opened |
//! | the layer is missing, or a handler extracts two transactions | 500 | not opened |
//!
//! A body that streams rows takes them from the pool: `Product::select(tenant).fetch(&pool)`.

mod extract;
mod layer;
mod problem;
mod status;

pub use extract::{CurrentTenant, RequestTenant, TenantBody, TenantTx};
pub use layer::{EndTransactions, EndTransactionsService};
pub use problem::{Problem, ProblemSource, RefusedValue};
