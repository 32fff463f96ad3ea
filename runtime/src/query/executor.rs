//! What runs statements, without naming a driver.

use std::pin::Pin;

use uuid::Uuid;

use crate::query::{Row, Statement};
use crate::{DecodeError, Error, Table};

/// Keeps [`Executor`] to the drivers of this crate: it may grow, and whoever implements it could run a statement without its tenant.
pub trait Sealed {}

/// What a statement is run on: a transaction, a connection or a pool of one of the drivers.
pub trait Executor: Sealed + Send + Sized {
    /// The tenant that it was opened for.
    #[doc(hidden)]
    fn tenant(&self) -> Option<Uuid> {
        None
    }

    /// All rows.
    #[doc(hidden)]
    fn fetch_all<R: FromRow>(self, statement: Statement) -> impl Future<Output = Result<Vec<R>, Error>> + Send;

    /// The first row, if there is one.
    #[doc(hidden)]
    fn fetch_optional<R: FromRow>(self, statement: Statement) -> impl Future<Output = Result<Option<R>, Error>> + Send;

    /// How many rows were read or written.
    #[doc(hidden)]
    fn execute(self, statement: Statement) -> impl Future<Output = Result<u64, Error>> + Send;
}

/// An [`Executor`] for the tables of a scope: everything serves [`Global`](crate::Global) tables, those of
/// [`PerTenant`](crate::PerTenant) only the transaction of a tenant of the same root.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` carries no tenant of this table's root",
    label = "no tenant of this table's root",
    note = "open a transaction with `pool.begin_tenant(tenant)` and run the statement on `&mut transaction`",
    note = "docs: peristyle::rules::P03"
)]
pub trait ExecutorFor<Scope>: Executor {}

/// A statement that runs when it is awaited. In a box, since a bound that an `async fn` misses (no tenant, no limit) is told three times over.
pub type StatementFuture<'executor, R> = Pin<Box<dyn Future<Output = Result<R, Error>> + Send + 'executor>>;

/// What a row of a statement becomes.
pub trait FromRow: Send + Sized + 'static {
    /// Reads the columns in the order of the statement.
    #[doc(hidden)]
    fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError>;
}

impl<T: Table> FromRow for T {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        T::read(row)
    }
}

/// How the statements run; each is checked against the tenant of the transaction before it reaches the server.
pub(crate) mod run {
    use super::{Executor, FromRow, StatementFuture};
    use crate::Error;
    use crate::query::Statement;

    /// A statement, or why it could not be made.
    type Built = Result<Statement, Error>;

    pub(crate) fn fetch_all<'e, R: FromRow>(
        statement: Built,
        executor: impl Executor + 'e,
    ) -> StatementFuture<'e, Vec<R>> {
        Box::pin(async move {
            let statement = statement?.permitted(executor.tenant())?;
            executor.fetch_all(statement).await
        })
    }

    pub(crate) fn fetch_optional<'e, R: FromRow>(
        statement: Built,
        executor: impl Executor + 'e,
    ) -> StatementFuture<'e, Option<R>> {
        Box::pin(async move {
            let statement = statement?.permitted(executor.tenant())?;
            executor.fetch_optional(statement).await
        })
    }

    /// How many rows were written.
    pub(crate) fn execute<'e>(statement: Built, executor: impl Executor + 'e) -> StatementFuture<'e, u64> {
        Box::pin(async move {
            let statement = statement?.permitted(executor.tenant())?;
            executor.execute(statement).await
        })
    }

    /// No row, or one that row level security hides, is what the caller says it is.
    pub(crate) fn fetch_upserted<'e, R: FromRow>(
        statement: Built,
        executor: impl Executor + 'e,
        conflict_error: impl FnOnce() -> Error + Send + 'e,
    ) -> StatementFuture<'e, R> {
        Box::pin(async move {
            let statement = statement?.permitted(executor.tenant())?;
            match executor.fetch_optional(statement).await {
                Ok(Some(row)) => Ok(row),
                Ok(None) => Err(conflict_error()),
                Err(error) if error.is_hidden_row() => Err(conflict_error()),
                Err(error) => Err(error),
            }
        })
    }

    /// The same for a statement whose row is not wanted back.
    pub(crate) fn execute_upsert<'e>(
        statement: Built,
        executor: impl Executor + 'e,
        conflict_error: impl FnOnce() -> Error + Send + 'e,
    ) -> StatementFuture<'e, ()> {
        Box::pin(async move {
            let statement = statement?.permitted(executor.tenant())?;
            match executor.execute(statement).await {
                Ok(0) => Err(conflict_error()),
                Ok(_) => Ok(()),
                Err(error) if error.is_hidden_row() => Err(conflict_error()),
                Err(error) => Err(error),
            }
        })
    }

    /// A statement of which nothing would come: it is checked like any other, and not sent.
    pub(crate) fn skip<'e, R: Send + 'e>(
        statement: Built,
        executor: impl Executor + 'e,
        none: R,
    ) -> StatementFuture<'e, R> {
        Box::pin(async move { statement?.permitted(executor.tenant()).map(|_| none) })
    }

    /// No row is an error: it is not there, or it is another tenant's, and nobody is told which.
    pub(crate) fn fetch_one<'e, R: FromRow>(statement: Built, executor: impl Executor + 'e) -> StatementFuture<'e, R> {
        Box::pin(async move {
            let statement = statement?.permitted(executor.tenant())?;
            let table = statement.target.table;
            executor.fetch_optional(statement).await?.ok_or_else(|| Error::not_found(table))
        })
    }

    /// The same for a statement whose row is not wanted back.
    pub(crate) fn execute_one<'e>(statement: Built, executor: impl Executor + 'e) -> StatementFuture<'e, ()> {
        Box::pin(async move {
            let statement = statement?.permitted(executor.tenant())?;
            let table = statement.target.table;
            match executor.execute(statement).await? {
                0 => Err(Error::not_found(table)),
                _ => Ok(()),
            }
        })
    }
}
