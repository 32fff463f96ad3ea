//! The executors of statements, independent of the drivers.

use std::pin::Pin;

use crate::query::{Row, Statement, Tenants};
use crate::{DecodeError, Error, Table};

/// Limits [`Executor`] to the drivers of this crate. The trait may grow, and another implementation could run a
/// statement without its tenant.
pub trait Sealed {}

/// The methods of an [`Executor`]. They are not those of that trait, because importing it would then hide methods of the
/// user's: `client.execute(..)` of a `&mut Client`, `tx.tenant()` of a `&mut TenantTransaction`.
pub trait Run: Sealed + Send + Sized {
    /// Returns the tenants whose statements it runs.
    #[doc(hidden)]
    fn tenant(&self) -> Tenants {
        Tenants::None
    }

    /// The caller accepts any number of rows. Otherwise a statement that finds no row is an error of the caller.
    #[doc(hidden)]
    #[must_use]
    fn accepting_no_row(self) -> Self {
        self
    }

    /// Ends without a statement: nothing has to be sent.
    #[doc(hidden)]
    fn skip(self) -> impl Future<Output = Result<(), Error>> + Send {
        async { Ok(()) }
    }

    /// Returns all rows.
    #[doc(hidden)]
    fn fetch_all<R: FromRow>(self, statement: Statement) -> impl Future<Output = Result<Vec<R>, Error>> + Send;

    /// Returns the first row, if there is one.
    #[doc(hidden)]
    fn fetch_optional<R: FromRow>(self, statement: Statement) -> impl Future<Output = Result<Option<R>, Error>> + Send;

    /// Returns the number of rows read or written.
    #[doc(hidden)]
    fn execute(self, statement: Statement) -> impl Future<Output = Result<u64, Error>> + Send;
}

/// An executor of statements: a transaction, a connection or a pool of one of the drivers.
pub trait Executor: Run {}

impl<E: Run> Executor for E {}

/// An [`Executor`] for the tables of a scope. Every executor runs statements on [`Global`](crate::Global) tables.
/// Statements on [`PerTenant`](crate::PerTenant) tables run on a pool, each in a transaction of its tenant, or in a
/// transaction of a tenant of the same root.
#[diagnostic::on_unimplemented(
    message = "[P03] this statement does not run on `{Self}`",
    label = "no tenant of this table's root",
    note = "run a single statement on the pool: `&pool`",
    note = "for several, open a transaction with `pool.begin_tenant(tenant)` and run them on `&mut transaction`",
    note = "docs: peristyle::rules::P03"
)]
#[cfg_attr(
    not(any(feature = "sqlx", feature = "tokio-postgres")),
    diagnostic::on_unimplemented(
        note = "statements run with the feature `sqlx`, `tokio-postgres`, `deadpool-postgres` or `bb8` of peristyle; all of them are off"
    )
)]
#[cfg_attr(
    feature = "axum",
    diagnostic::on_unimplemented(note = "the extractor `TenantTx` has the transaction: write `&mut *tx`")
)]
#[cfg_attr(
    all(feature = "tokio-postgres", not(feature = "sqlx")),
    diagnostic::on_unimplemented(note = "a pool of sqlx needs the feature `sqlx` of peristyle, which is off")
)]
#[cfg_attr(
    all(feature = "sqlx", not(feature = "tokio-postgres")),
    diagnostic::on_unimplemented(
        note = "a pool of tokio-postgres needs the feature `deadpool-postgres` or `bb8` of peristyle, which are off"
    )
)]
#[cfg_attr(
    all(feature = "tokio-postgres", not(feature = "deadpool-postgres")),
    diagnostic::on_unimplemented(
        note = "a pool of deadpool needs the feature `deadpool-postgres` of peristyle, which is off"
    )
)]
pub trait ExecutorFor<Scope>: Executor {}

/// A statement reads the rows of one tenant, or of a global table.
#[derive(Debug, Clone, Copy)]
pub struct OneTenant;

/// A statement reads the rows of all tenants.
#[derive(Debug, Clone, Copy)]
pub struct AllTenants;

/// The future of a statement. It is boxed, because the compiler reports a missing bound of an `async fn` (no tenant, no
/// limit) three times.
pub type StatementFuture<'executor, R> = Pin<Box<dyn Future<Output = Result<R, Error>> + Send + 'executor>>;

/// A type that a row of a statement is converted into.
pub trait FromRow: Send + Sized + 'static {
    /// Reads the columns in the order of the statement.
    #[doc(hidden)]
    fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError>;

    /// Whether the row tells that the statement changed nothing, which is an error of the caller.
    #[doc(hidden)]
    fn is_refusal(&self) -> bool {
        false
    }
}

impl<T: Table> FromRow for T {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        T::read(row)
    }
}

/// The functions that run statements. Each compares the tenant of the statement with the tenant of the transaction
/// first. Only a function that accepts any number of rows calls [`Run::accepting_no_row`](super::Run::accepting_no_row).
pub(crate) mod run {
    use super::{Executor, FromRow, StatementFuture};
    use crate::Error;
    use crate::place::Place;
    use crate::query::Statement;
    use crate::trace::{Rows, Span};

    /// A statement, or the error of building it.
    type Built = Result<Statement, Error>;

    /// Checks a statement that is about to be sent. It is borrowed here only, so that no future has it twice.
    fn permitted(statement: Built, executor: &impl Executor, place: Place) -> Result<(Statement, Span), Error> {
        let statement = statement?.permitted(executor.tenant())?;
        place.sends(&statement);
        let span = Span::of(&statement);
        Ok((statement, span))
    }

    #[track_caller]
    pub(crate) fn fetch_all<'e, R: FromRow>(
        statement: Built,
        executor: impl Executor + 'e,
    ) -> StatementFuture<'e, Vec<R>> {
        fetch_all_at(Place::caller(), statement, executor)
    }

    /// The same at a place of the program.
    pub(crate) fn fetch_all_at<'e, R: FromRow>(
        place: Place,
        statement: Built,
        executor: impl Executor + 'e,
    ) -> StatementFuture<'e, Vec<R>> {
        Box::pin(async move {
            let (statement, span) = permitted(statement, &executor, place)?;
            span.around(executor.accepting_no_row().fetch_all(statement), |rows| Rows::all(rows)).await
        })
    }

    #[track_caller]
    pub(crate) fn fetch_optional<'e, R: FromRow>(
        statement: Built,
        executor: impl Executor + 'e,
    ) -> StatementFuture<'e, Option<R>> {
        let place = Place::caller();
        Box::pin(async move {
            let (statement, span) = permitted(statement, &executor, place)?;
            span.around(executor.accepting_no_row().fetch_optional(statement), Rows::first).await
        })
    }

    /// Returns the number of rows written.
    #[track_caller]
    pub(crate) fn execute<'e>(statement: Built, executor: impl Executor + 'e) -> StatementFuture<'e, u64> {
        let place = Place::caller();
        Box::pin(async move {
            let (statement, span) = permitted(statement, &executor, place)?;
            span.around(executor.accepting_no_row().execute(statement), Rows::affected).await
        })
    }

    /// If there is no row, or row level security hides it, the error is the one of the caller.
    #[track_caller]
    pub(crate) fn fetch_upserted<'e, R: FromRow>(
        statement: Built,
        executor: impl Executor + 'e,
        conflict_error: impl FnOnce() -> Error + Send + 'e,
    ) -> StatementFuture<'e, R> {
        let place = Place::caller();
        Box::pin(async move {
            let (statement, span) = permitted(statement, &executor, place)?;
            match span.around(executor.fetch_optional(statement), Rows::first).await {
                Ok(Some(row)) => Ok(row),
                Ok(None) => Err(conflict_error()),
                Err(error) if error.is_hidden_row() => Err(conflict_error()),
                Err(error) => Err(error),
            }
        })
    }

    /// The same without returning the row.
    #[track_caller]
    pub(crate) fn execute_upsert<'e>(
        statement: Built,
        executor: impl Executor + 'e,
        conflict_error: impl FnOnce() -> Error + Send + 'e,
    ) -> StatementFuture<'e, ()> {
        let place = Place::caller();
        Box::pin(async move {
            let (statement, span) = permitted(statement, &executor, place)?;
            match span.around(executor.execute(statement), Rows::affected).await {
                Ok(0) => Err(conflict_error()),
                Ok(_) => Ok(()),
                Err(error) if error.is_hidden_row() => Err(conflict_error()),
                Err(error) => Err(error),
            }
        })
    }

    /// A statement without effect: it is checked like any other, and not sent.
    pub(crate) fn skip<'e, R: Send + 'e>(
        statement: Built,
        executor: impl Executor + 'e,
        none: R,
    ) -> StatementFuture<'e, R> {
        Box::pin(async move {
            statement?.permitted(executor.tenant())?;
            executor.skip().await.map(|()| none)
        })
    }

    /// If there is no row, the error does not tell whether it is missing or belongs to another tenant.
    #[track_caller]
    pub(crate) fn fetch_one<'e, R: FromRow>(statement: Built, executor: impl Executor + 'e) -> StatementFuture<'e, R> {
        let place = Place::caller();
        Box::pin(async move {
            let (statement, span) = permitted(statement, &executor, place)?;
            let table = statement.target.table;
            let row = span.around(executor.fetch_optional(statement), Rows::first).await?;
            row.ok_or_else(|| Error::not_found(table))
        })
    }

    /// The same without returning the row.
    #[track_caller]
    pub(crate) fn execute_one<'e>(statement: Built, executor: impl Executor + 'e) -> StatementFuture<'e, ()> {
        let place = Place::caller();
        Box::pin(async move {
            let (statement, span) = permitted(statement, &executor, place)?;
            let table = statement.target.table;
            match span.around(executor.execute(statement), Rows::affected).await? {
                0 => Err(Error::not_found(table)),
                _ => Ok(()),
            }
        })
    }
}
