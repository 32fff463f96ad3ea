//! Extractors of the tenant of a request, and of its transaction.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use axum_core::extract::{FromRef, FromRequest, FromRequestParts, Request};
use axum_core::response::{IntoResponse, Response};
use http::request::Parts;
use tokio::sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard};

use super::layer::Slot;
use super::problem::Problem;
use crate::transaction::{TenantPool, TransactionOptions};
use crate::{InTenant, Tenant, TenantRoot};

/// How the tenant of a request is found. Implement it once, for the state of the application or a part of it
/// (`FromRef`).
///
/// The [example](crate::axum) has the whole of it.
pub trait RequestTenant: Clone + Send + Sync + 'static {
    /// The tenant root.
    type Root: TenantRoot;
    /// The pool of the application's role: `sqlx::PgPool`, `deadpool_postgres::Pool`, the `Unprepared` of either, or
    /// `bb8::Pool`.
    type Pool: TenantPool;

    /// Returns the pool that transactions are opened on.
    fn pool(&self) -> &Self::Pool;

    /// Authenticates the request and returns its tenant, from a verified token, a session or an API key.
    ///
    /// It never comes from the path, the query or the body of the request: a client can write any id there. To find the
    /// tenant of an API key or a host in the database, use a look-up (`tenant_lookup` of a unique index). Put what else is
    /// known about the caller into `parts.extensions`. It runs once for a request, also if a handler has several
    /// extractors.
    ///
    /// # Errors
    ///
    /// [`Problem::unauthorized`] or [`Problem::forbidden`], and errors of statements.
    fn tenant(&self, parts: &mut Parts) -> impl Future<Output = Result<Tenant<Self::Root>, Problem>> + Send;

    /// Returns the options of the transaction, by default those of `begin_tenant`.
    ///
    /// A service whose GET handlers never write returns `TransactionOptions::new().read_only()` for them. A statement
    /// timeout belongs here too.
    fn options(&self, _parts: &Parts) -> TransactionOptions {
        TransactionOptions::new()
    }
}

/// The tenant that was found for a request.
struct Found<Root>(Tenant<Root>);

impl<Root> Clone for Found<Root> {
    fn clone(&self) -> Self {
        Self(self.0)
    }
}

async fn found<App: RequestTenant>(app: &App, parts: &mut Parts) -> Result<Tenant<App::Root>, Problem> {
    if let Some(found) = parts.extensions.get::<Found<App::Root>>() {
        return Ok(found.0);
    }
    let tenant = app.tenant(parts).await?;
    parts.extensions.insert(Found(tenant));
    Ok(tenant)
}

/// The tenant of the request, without a transaction. Pass it to statements like a [`Tenant`].
///
/// It takes no connection, so it suits a single statement, which on a pool is a transaction of its own:
/// `Product::find(tenant, id).fetch_one(&app.pool)`.
pub struct CurrentTenant<App: RequestTenant>(pub Tenant<App::Root>);

impl<App: RequestTenant> Clone for CurrentTenant<App> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<App: RequestTenant> Copy for CurrentTenant<App> {}

impl<App: RequestTenant> fmt::Debug for CurrentTenant<App> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CurrentTenant").field(&self.0).finish()
    }
}

// A message about a wrong tenant offers `Tenant` only.
#[diagnostic::do_not_recommend]
impl<App: RequestTenant> InTenant<App::Root> for CurrentTenant<App> {
    fn tenant(self) -> Tenant<App::Root> {
        self.0
    }
}

impl<S, App> FromRequestParts<S> for CurrentTenant<App>
where
    S: Send + Sync,
    App: RequestTenant + FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        found(&App::from_ref(state), parts).await.map(Self)
    }
}

/// The driver's transaction of an application.
pub(super) type Transaction<App> =
    <<App as RequestTenant>::Pool as TenantPool>::Transaction<<App as RequestTenant>::Root>;

/// The transaction of the request's tenant. Statements run on `&mut *tx`.
///
/// It derefs to the `TenantTransaction` of the driver: `tx.tenant()`, `tx.savepoint()` and `tx.connection()` are its
/// methods. The layer [`EndTransactions`](super::EndTransactions) commits it before a response with a status below 400,
/// and rolls it back before any other.
///
/// It takes a connection before the body of the request is read. In a handler with a body, use [`TenantBody`], so that
/// slow clients do not occupy the pool.
pub struct TenantTx<App: RequestTenant> {
    guard: OwnedMappedMutexGuard<Option<Transaction<App>>, Transaction<App>>,
}

impl<App: RequestTenant> Deref for TenantTx<App> {
    type Target = Transaction<App>;

    fn deref(&self) -> &Transaction<App> {
        &self.guard
    }
}

impl<App: RequestTenant> DerefMut for TenantTx<App> {
    fn deref_mut(&mut self) -> &mut Transaction<App> {
        &mut self.guard
    }
}

impl<App: RequestTenant> fmt::Debug for TenantTx<App> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TenantTx").finish_non_exhaustive()
    }
}

impl<App: RequestTenant> TenantTx<App> {
    async fn open(app: &App, parts: &mut Parts) -> Result<Self, Problem> {
        let tenant = found(app, parts).await?;
        let slot = parts.extensions.get::<Slot>().cloned();
        let slot = slot.ok_or_else(|| Problem::internal("no_layer", "the layer EndTransactions is missing"))?;
        if !slot.is_free() {
            return Err(Problem::internal("two_transactions", "the request already has a transaction"));
        }
        let transaction = app.pool().begin_tenant_with(tenant, app.options(parts)).await?;
        let shared = Arc::new(Mutex::new(Some(transaction)));
        let guard = Arc::clone(&shared).try_lock_owned().ok();
        let mapped = guard.and_then(|guard| OwnedMutexGuard::try_map(guard, Option::as_mut).ok());
        match mapped {
            Some(guard) if slot.fill(shared) => Ok(Self { guard }),
            _ => Err(Problem::internal("two_transactions", "the request already has a transaction")),
        }
    }
}

impl<S, App> FromRequestParts<S> for TenantTx<App>
where
    S: Send + Sync,
    App: RequestTenant + FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        Self::open(&App::from_ref(state), parts).await
    }
}

/// The transaction of the request's tenant and the body of the request, as `B` extracts it: `TenantBody<App, Json<New>>`.
///
/// The caller is authenticated first, then the body is read, and then the transaction is opened: neither a stranger nor
/// a slow client occupies a connection.
pub struct TenantBody<App: RequestTenant, B>(pub TenantTx<App>, pub B);

impl<App: RequestTenant, B: fmt::Debug> fmt::Debug for TenantBody<App, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TenantBody").field(&self.0).field(&self.1).finish()
    }
}

impl<S, App, B> FromRequest<S> for TenantBody<App, B>
where
    S: Send + Sync,
    App: RequestTenant + FromRef<S>,
    B: FromRequest<S> + Send,
{
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let app = App::from_ref(state);
        let (mut parts, body) = request.into_parts();
        found(&app, &mut parts).await.map_err(IntoResponse::into_response)?;
        let mut kept = parts.clone();
        let body = B::from_request(Request::from_parts(parts, body), state).await;
        let body = body.map_err(IntoResponse::into_response)?;
        let transaction = TenantTx::open(&app, &mut kept).await.map_err(IntoResponse::into_response)?;
        Ok(Self(transaction, body))
    }
}
