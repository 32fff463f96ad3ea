//! What runs statements, without naming a driver.

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
    message = "[P03] `{Self}` carries no tenant",
    label = "this does not run statements on a table of `{Scope}`",
    note = "open a transaction with `pool.begin_tenant(tenant)` and run the statement on `&mut transaction`",
    note = "docs: peristyle::rules::P03"
)]
pub trait Serves<Scope>: Executor {}

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
    use super::{Executor, FromRow};
    use crate::Error;
    use crate::query::Statement;

    pub(crate) async fn fetch_all<R: FromRow>(statement: Statement, executor: impl Executor) -> Result<Vec<R>, Error> {
        let statement = statement.permitted(executor.tenant())?;
        executor.fetch_all(statement).await
    }

    pub(crate) async fn fetch_optional<R: FromRow>(
        statement: Statement,
        executor: impl Executor,
    ) -> Result<Option<R>, Error> {
        let statement = statement.permitted(executor.tenant())?;
        executor.fetch_optional(statement).await
    }

    /// No row is an error: it is not there, or it is another tenant's, and nobody is told which.
    pub(crate) async fn fetch_one<R: FromRow>(statement: Statement, executor: impl Executor) -> Result<R, Error> {
        let table = statement.target.table;
        fetch_optional(statement, executor).await?.ok_or_else(|| Error::not_found(table))
    }

    /// The same for a statement whose row is not wanted back.
    pub(crate) async fn execute_one(statement: Statement, executor: impl Executor) -> Result<(), Error> {
        let statement = statement.permitted(executor.tenant())?;
        let table = statement.target.table;
        match executor.execute(statement).await? {
            0 => Err(Error::not_found(table)),
            _ => Ok(()),
        }
    }
}
