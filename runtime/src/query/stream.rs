//! Rows that are read in batches while the caller processes them.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use crate::Error;
use crate::place::Place;
use crate::query::{Executor, FromRow, Statement, StatementFuture, usual_limit};
use crate::trace::{Rows, Span};

/// The number of rows in a batch, unless [`RowStream::batch`] changes it.
const ROWS: u32 = 500;

/// The rows of a statement, read in batches: `Product::select(tenant).fetch(&pool)`.
///
/// It needs no limit: at most one [batch](Self::batch) of rows is in memory. Read it with [`try_next`](Self::try_next),
/// or as a `Stream` of `Result<T, Error>` with the functions of the crate futures. Nothing is sent before the first row
/// is requested.
///
/// ```
/// # #[cfg(feature = "sqlx")] mod example {
/// # use peristyle::prelude::*;
/// # /// A customer account.
/// # #[table(name = "organizations", tenant_root)] pub struct Organization { pub id: Id<Organization> }
/// # /// Something that is sold.
/// # #[table(name = "org_products", tenant = Organization)]
/// # pub struct Product { pub id: Id<Product>, pub organization_id: Id<Organization>, pub sku: String }
/// # use sqlx::PgPool;
/// async fn export(pool: &PgPool, tenant: Tenant<Organization>) -> Result<String, peristyle::Error> {
///     let mut products = Product::select(tenant).order_by(Product::SKU.asc()).column(Product::SKU).fetch(pool);
///     let mut csv = String::new();
///     while let Some(sku) = products.try_next().await? {
///         csv.push_str(&sku);
///         csv.push('\n');
///     }
///     Ok(csv)
/// }
/// # }
/// ```
///
/// # What the server does
///
/// The rows are those of a cursor of PostgreSQL: all of them are of one snapshot, and the server computes the next ones
/// when they are requested, with a plan that returns the first rows early. Each batch is a round trip (two on sqlx).
/// On a pool, the stream has a connection and a transaction of the tenant, which are open as long as the stream is.
/// In a transaction, it has a savepoint. The last row ends them, and so does dropping the stream early: at most one batch
/// is read in vain, the connection returns to the pool without a tenant, and the transaction continues.
///
/// # Errors
///
/// The first error is the last item. Those of [`Select::into_statement`](crate::query::Select::into_statement) come
/// before anything is sent. A row that does not fit its Rust type is an [`Error::Decode`] after the rows before it. The
/// transaction around a stream stays usable.
#[must_use = "a stream does nothing until its rows are requested"]
pub struct RowStream<'executor, T> {
    /// Fills the slot, and is polled when it is empty. `None` at the end.
    reading: Option<StatementFuture<'executor, ()>>,
    slot: Arc<Mutex<Slot<T>>>,
}

/// Where the rows of a batch wait for the caller.
struct Slot<T> {
    rows: VecDeque<T>,
    batch: u32,
    /// The number of rows that were passed on.
    passed: u64,
}

/// The end of a [`RowStream`] that a driver fills. `F` is a row as it is read.
#[doc(hidden)]
pub struct Sink<F, T> {
    slot: Arc<Mutex<Slot<T>>>,
    convert: fn(F) -> T,
}

/// Nothing panics with the lock, so it is never poisoned.
fn locked<T>(slot: &Mutex<Slot<T>>) -> MutexGuard<'_, Slot<T>> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg_attr(
    not(any(feature = "sqlx", feature = "tokio-postgres")),
    allow(dead_code, reason = "used only with a driver feature")
)]
impl<F, T> Sink<F, T> {
    /// The number of rows to read next.
    pub(crate) fn batch(&self) -> u32 {
        locked(&self.slot).batch
    }

    /// Passes rows to the caller, and waits until it requests more. The rows before one that does not fit are passed too.
    pub(crate) async fn send(&self, rows: impl Iterator<Item = Result<F, Error>>) -> Result<(), Error> {
        let mut read = Ok(());
        let rows: VecDeque<T> =
            rows.map_while(|row| row.map_err(|error| read = Err(error)).ok()).map(self.convert).collect();
        {
            let mut slot = locked(&self.slot);
            slot.passed += rows.len() as u64;
            slot.rows = rows;
        }
        // Nothing wakes it: the stream polls it again when the slot is empty.
        poll_fn(|_| if locked(&self.slot).rows.is_empty() { Poll::Ready(()) } else { Poll::Pending }).await;
        read
    }
}

impl<'executor, T: Send + 'static> RowStream<'executor, T> {
    #[track_caller]
    pub(crate) fn new<F: FromRow>(
        statement: Result<Statement, Error>,
        executor: impl StreamExecutor + 'executor,
        convert: fn(F) -> T,
    ) -> Self {
        let slot = Arc::new(Mutex::new(Slot { rows: VecDeque::new(), batch: ROWS, passed: 0 }));
        let sink = Sink { slot: Arc::clone(&slot), convert };
        let (counted, place) = (Arc::clone(&slot), Place::caller());
        let reading = Box::pin(async move {
            let statement = statement?.permitted(executor.tenant())?;
            place.sends(&statement);
            let span = Span::of(&statement);
            let passed = |(): &()| Rows::Returned(locked(&counted).passed);
            span.around(executor.accepting_no_row().stream(statement, sink), passed).await
        });
        Self { reading: Some(reading), slot }
    }

    /// Reads at most this number of rows at once, at least one. It is 500 unless this changes it: choose less for large
    /// documents, and more on a slow network.
    pub fn batch(self, rows: u32) -> Self {
        locked(&self.slot).batch = rows.clamp(1, i32::MAX.unsigned_abs());
        self
    }

    /// Returns the next row, or `None` at the end.
    ///
    /// If the future is dropped before it is done, no row is lost.
    ///
    /// # Errors
    ///
    /// The error that ends the stream: see [`RowStream`].
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|context| self.poll_row(context)).await.transpose()
    }
}

impl<T> RowStream<'_, T> {
    fn poll_row(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        if let Some(row) = locked(&self.slot).rows.pop_front() {
            return Poll::Ready(Some(Ok(row)));
        }
        let Some(reading) = &mut self.reading else { return Poll::Ready(None) };
        match reading.as_mut().poll(context) {
            Poll::Pending => match locked(&self.slot).rows.pop_front() {
                Some(row) => Poll::Ready(Some(Ok(row))),
                None => Poll::Pending,
            },
            Poll::Ready(end) => {
                self.reading = None;
                Poll::Ready(end.err().map(Err))
            }
        }
    }
}

#[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
impl<T> futures_core::Stream for RowStream<'_, T> {
    type Item = Result<T, Error>;

    fn poll_next(self: std::pin::Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_row(context)
    }
}

impl<T> fmt::Debug for RowStream<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowStream").field("is_at_end", &self.reading.is_none()).finish_non_exhaustive()
    }
}

/// An [`Executor`] that reads rows in batches: a pool, a client outside of a transaction, or a transaction of this crate.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` does not stream rows",
    label = "a stream needs a pool, or a transaction of this crate",
    note = "write `.fetch(&pool)`, or `.fetch(&mut transaction)`",
    note = "docs: peristyle::rules::P03"
)]
pub trait StreamExecutor: Executor {
    /// Fills the sink with the rows of a statement.
    #[doc(hidden)]
    fn stream<F: FromRow, T: Send + 'static>(
        self,
        statement: Statement,
        sink: Sink<F, T>,
    ) -> impl Future<Output = Result<(), Error>> + Send;
}

/// The name of the cursor. A connection has one stream at a time, whose savepoint or transaction ends it.
#[cfg_attr(
    not(any(feature = "sqlx", feature = "tokio-postgres")),
    allow(dead_code, reason = "used only with a driver feature")
)]
impl Statement {
    /// Declares the cursor of the rows.
    pub(crate) fn declared(self) -> Self {
        let sql = usual_limit::for_one_execution(&self.sql, self.target.verb);
        Self { sql: format!("DECLARE peristyle_rows NO SCROLL CURSOR FOR {sql}").into(), ..self }
    }

    /// Reads the next rows of the cursor of a statement like this.
    pub(crate) fn next_rows(target: crate::query::Target, rows: u32) -> Self {
        let sql = format!("FETCH FORWARD {rows} FROM peristyle_rows").into();
        Self { sql, values: Vec::new(), tenant: None, target }
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    /// A stream of the rows that a future sends.
    fn stream<F: Future<Output = Result<(), Error>> + Send + 'static>(
        fill: impl FnOnce(Sink<i32, i32>) -> F,
    ) -> RowStream<'static, i32> {
        let slot = Arc::new(Mutex::new(Slot { rows: VecDeque::new(), batch: ROWS, passed: 0 }));
        let sink = Sink { slot: Arc::clone(&slot), convert: |row| row };
        RowStream { reading: Some(Box::pin(fill(sink))), slot }
    }

    fn rows(mut stream: RowStream<'_, i32>) -> (Vec<i32>, Option<Error>) {
        let (mut context, mut rows) = (Context::from_waker(Waker::noop()), Vec::new());
        loop {
            match stream.poll_row(&mut context) {
                Poll::Ready(Some(Ok(row))) => rows.push(row),
                Poll::Ready(Some(Err(error))) => {
                    assert!(matches!(stream.poll_row(&mut context), Poll::Ready(None)), "an error ends it");
                    return (rows, Some(error));
                }
                Poll::Ready(None) => return (rows, None),
                Poll::Pending => panic!("nothing wakes it"),
            }
        }
    }

    #[test]
    fn rows_come_in_order_and_the_next_batch_when_it_is_requested() {
        let (read, error) = rows(stream(|sink| async move {
            for batch in [0..3, 3..3, 3..5] {
                sink.send(batch.map(Ok)).await?;
                assert!(locked(&sink.slot).rows.is_empty());
            }
            Ok(())
        }));
        assert!(error.is_none());
        assert_eq!(read, [0, 1, 2, 3, 4]);
    }

    #[test]
    fn the_rows_before_an_error_are_read() {
        let (read, error) =
            rows(stream(
                |sink| async move { sink.send([Ok(1), Ok(2), Err(Error::OtherTenant), Ok(3)].into_iter()).await },
            ));
        assert_eq!(read, [1, 2]);
        assert!(matches!(error, Some(Error::OtherTenant)));
    }

    #[test]
    fn a_batch_has_a_row() {
        let stream = stream(|sink| async move { sink.send(std::iter::empty()).await }).batch(0);
        assert_eq!(locked(&stream.slot).batch, 1);
    }
}
