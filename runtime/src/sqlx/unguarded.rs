use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// A future of sqlx's that is forgotten, not dropped, when it is cut short: its guard would roll back the transaction
/// around it.
///
/// What it has sent stays sent, so sqlx waits for the answer before it sends anything else. The few bytes that it holds
/// are lost.
pub(super) struct Unguarded<F>(Option<Pin<Box<F>>>);

impl<F: Future> Unguarded<F> {
    pub(super) fn new(future: F) -> Self {
        Self(Some(Box::pin(future)))
    }
}

impl<F: Future> Future for Unguarded<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.get_mut();
        let Some(future) = &mut this.0 else { return Poll::Pending };
        let output = ready!(future.as_mut().poll(context));
        this.0 = None;
        Poll::Ready(output)
    }
}

impl<F> Drop for Unguarded<F> {
    fn drop(&mut self) {
        mem::forget(self.0.take());
    }
}
