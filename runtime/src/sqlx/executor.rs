use sqlx::pool::PoolConnection;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Executor as Driver, PgConnection, PgPool, Postgres, Transaction};
use uuid::Uuid;

use super::arguments::arguments;
use super::error::failed;
use super::row::read;
use crate::query::{Executor, ExecutorFor, FromRow, Sealed, Statement};
use crate::sqlx::{AcrossTransaction, TenantTransaction};
use crate::{EncodeError, Error, ExecutorAcross, Global, PerTenant, TenantRoot};

async fn fetch_all<'c, R: FromRow>(
    on: impl Driver<'c, Database = Postgres>,
    statement: Statement,
    prepares: bool,
) -> Result<Vec<R>, Error> {
    let target = statement.target;
    let rows = query(statement, prepares)?.fetch_all(on).await.map_err(|error| failed(error, Some(target)))?;
    rows.iter().map(read).collect()
}

async fn fetch_optional<'c, R: FromRow>(
    on: impl Driver<'c, Database = Postgres>,
    statement: Statement,
    prepares: bool,
) -> Result<Option<R>, Error> {
    let target = statement.target;
    let row = query(statement, prepares)?.fetch_optional(on).await.map_err(|error| failed(error, Some(target)))?;
    row.as_ref().map(read).transpose()
}

async fn execute<'c>(
    on: impl Driver<'c, Database = Postgres>,
    statement: Statement,
    prepares: bool,
) -> Result<u64, Error> {
    let target = statement.target;
    let done = query(statement, prepares)?.execute(on).await.map_err(|error| failed(error, Some(target)))?;
    Ok(done.rows_affected())
}

/// The text comes from constants and sea-query, every value is bound. Unless it `prepares`, the connection keeps no statement of that name.
fn query(statement: Statement, prepares: bool) -> Result<Query<'static, Postgres, PgArguments>, Error> {
    let arguments = arguments(statement.values).map_err(|error| Error::unencoded(None, EncodeError::new(error)))?;
    Ok(sqlx::query_with(AssertSqlSafe(statement.sql), arguments).persistent(prepares))
}

macro_rules! executor {
    ($($executor:ty => |$this:ident| $connection:expr;)*) => {
        $(impl Sealed for $executor {}

        impl ExecutorFor<Global> for $executor {}

        impl Executor for $executor {
            async fn fetch_all<R: FromRow>(self, statement: Statement) -> Result<Vec<R>, Error> {
                let $this = self;
                fetch_all($connection, statement, true).await
            }

            async fn fetch_optional<R: FromRow>(self, statement: Statement) -> Result<Option<R>, Error> {
                let $this = self;
                fetch_optional($connection, statement, true).await
            }

            async fn execute(self, statement: Statement) -> Result<u64, Error> {
                let $this = self;
                execute($connection, statement, true).await
            }
        })*
    };
}

executor! {
    &PgPool => |pool| pool;
    &mut PgConnection => |connection| connection;
    &mut PoolConnection<Postgres> => |connection| &mut **connection;
    &mut Transaction<'_, Postgres> => |transaction| &mut **transaction;
}

impl<Root: TenantRoot> Sealed for &mut TenantTransaction<'_, Root> {}

impl<Root: TenantRoot> ExecutorFor<Global> for &mut TenantTransaction<'_, Root> {}

impl<Root: TenantRoot> ExecutorFor<PerTenant<Root>> for &mut TenantTransaction<'_, Root> {}

impl<Root: TenantRoot> Executor for &mut TenantTransaction<'_, Root> {
    fn tenant(&self) -> Option<Uuid> {
        Some(TenantTransaction::tenant(self).id().uuid())
    }

    async fn fetch_all<R: FromRow>(self, statement: Statement) -> Result<Vec<R>, Error> {
        let prepares = self.open.prepares();
        let outcome = fetch_all(self.connection(), statement, prepares).await;
        self.open.outcome(outcome)
    }

    async fn fetch_optional<R: FromRow>(self, statement: Statement) -> Result<Option<R>, Error> {
        let prepares = self.open.prepares();
        let outcome = fetch_optional(self.connection(), statement, prepares).await;
        self.open.outcome(outcome)
    }

    async fn execute(self, statement: Statement) -> Result<u64, Error> {
        let prepares = self.open.prepares();
        let outcome = execute(self.connection(), statement, prepares).await;
        self.open.outcome(outcome)
    }
}

impl<Root: TenantRoot> Sealed for &mut AcrossTransaction<'_, Root> {}

impl<Root: TenantRoot> ExecutorFor<Global> for &mut AcrossTransaction<'_, Root> {}

impl<Root: TenantRoot> ExecutorAcross<Root> for &mut AcrossTransaction<'_, Root> {}

impl<Root: TenantRoot> Executor for &mut AcrossTransaction<'_, Root> {
    async fn fetch_all<R: FromRow>(self, statement: Statement) -> Result<Vec<R>, Error> {
        let prepares = self.open.prepares();
        fetch_all(self.open.connection(), statement, prepares).await
    }

    async fn fetch_optional<R: FromRow>(self, statement: Statement) -> Result<Option<R>, Error> {
        let prepares = self.open.prepares();
        fetch_optional(self.open.connection(), statement, prepares).await
    }

    async fn execute(self, statement: Statement) -> Result<u64, Error> {
        let prepares = self.open.prepares();
        execute(self.open.connection(), statement, prepares).await
    }
}
