//! The layer that commits or rolls back the transaction of a request.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll};

use axum_core::extract::Request;
use axum_core::response::{IntoResponse, Response};
use tokio::sync::Mutex;
use tower_layer::Layer;
use tower_service::Service;

use super::problem::Problem;
use crate::query::StatementFuture;
use crate::transaction::Retryable;

/// The layer that ends the transactions of [`TenantTx`](super::TenantTx): `router.layer(EndTransactions)`.
///
/// Layers that read or change the status of a response, or replace it, belong inside of it: `.layer(..)` before it.
#[derive(Debug, Clone, Copy, Default)]
pub struct EndTransactions;

impl<S> Layer<S> for EndTransactions {
    type Service = EndTransactionsService<S>;

    fn layer(&self, inner: S) -> EndTransactionsService<S> {
        EndTransactionsService { inner }
    }
}

/// The service of [`EndTransactions`].
#[derive(Debug, Clone)]
pub struct EndTransactionsService<S> {
    inner: S,
}

impl<S> Service<Request> for EndTransactionsService<S>
where
    S: Service<Request, Error = Infallible>,
    S::Response: IntoResponse,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let slot = Slot::default();
        request.extensions_mut().insert(slot.clone());
        let response = self.inner.call(request);
        Box::pin(async move {
            let response = response.await?.into_response();
            Ok(slot.end(response).await)
        })
    }
}

/// Where a transaction waits for the end of its request.
#[derive(Clone, Default)]
pub(super) struct Slot(Arc<std::sync::Mutex<State>>);

#[derive(Default)]
enum State {
    #[default]
    Free,
    Filled(Box<dyn Held>),
    /// The response is made: no transaction would be committed any more.
    Closed,
}

impl Slot {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn is_free(&self) -> bool {
        matches!(*self.state(), State::Free)
    }

    /// Returns whether the slot was free.
    pub(super) fn fill<T: Retryable + 'static>(&self, transaction: Arc<Mutex<Option<T>>>) -> bool {
        let mut state = self.state();
        let is_free = matches!(*state, State::Free);
        if is_free {
            *state = State::Filled(Box::new(transaction));
        }
        is_free
    }

    /// Ends the transaction of the request, and returns the response to send.
    async fn end(&self, response: Response) -> Response {
        let state = std::mem::replace(&mut *self.state(), State::Closed);
        let State::Filled(held) = state else { return response };
        let is_success = response.status().as_u16() < 400;
        match held.take() {
            // Whoever has it rolls it back.
            None if !is_success => response,
            None => Problem::internal("transaction_in_use", "the transaction was still in use").into_response(),
            Some(transaction) => match (transaction.end(is_success).await, is_success) {
                (Err(error), true) => Problem::from(error).into_response(),
                // A connection that is lost rolls back too.
                _ => response,
            },
        }
    }
}

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot").finish_non_exhaustive()
    }
}

/// A transaction that an extractor may have lent out.
trait Held: Send {
    /// Returns the transaction, unless it is in use.
    fn take(&self) -> Option<Box<dyn Ends>>;
}

/// A transaction of any driver.
trait Ends: Send {
    fn end(self: Box<Self>, commits: bool) -> StatementFuture<'static, ()>;
}

impl<T: Retryable + 'static> Held for Arc<Mutex<Option<T>>> {
    fn take(&self) -> Option<Box<dyn Ends>> {
        let transaction = self.try_lock().ok()?.take()?;
        Some(Box::new(transaction))
    }
}

impl<T: Retryable + 'static> Ends for T {
    fn end(self: Box<Self>, commits: bool) -> StatementFuture<'static, ()> {
        (*self).finish(commits)
    }
}
