use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, Postgres, SqlSafeStr, Transaction};
use sqlx_core::sql_str::SqlStr;
use uuid::Uuid;

use super::arguments::arguments;
use super::error::failed;
use super::open::{Open, acquire};
use super::row::read;
use crate::query::{Executor, ExecutorFor, FromRow, Sealed, Statement, Target};
use crate::sqlx::{AcrossTransaction, TenantTransaction};
use crate::{EncodeError, Error, ExecutorAcross, Global, PerTenant, TenantRoot};

type Bound = Query<'static, Postgres, PgArguments>;

/// The requested result of a statement.
trait Answer: Send + Sized {
    fn of(query: Bound, connection: &mut PgConnection) -> impl Future<Output = sqlx::Result<Self>> + Send;
}

impl Answer for Vec<PgRow> {
    async fn of(query: Bound, connection: &mut PgConnection) -> sqlx::Result<Self> {
        query.fetch_all(connection).await
    }
}

impl Answer for Option<PgRow> {
    async fn of(query: Bound, connection: &mut PgConnection) -> sqlx::Result<Self> {
        query.fetch_optional(connection).await
    }
}

impl Answer for u64 {
    async fn of(query: Bound, connection: &mut PgConnection) -> sqlx::Result<Self> {
        query.execute(connection).await.map(|done| done.rows_affected())
    }
}

/// A statement with encoded values. Its SQL comes from constants and sea-query, and all values are bound.
struct Request {
    sql: SqlStr,
    arguments: PgArguments,
    target: Target,
}

impl Request {
    fn new(statement: Statement) -> Result<Self, Error> {
        let arguments = arguments(statement.values).map_err(|error| Error::unencoded(None, EncodeError::new(error)))?;
        Ok(Self { sql: AssertSqlSafe(statement.sql).into_sql_str(), arguments, target: statement.target })
    }

    /// Without `prepares`, the connection keeps no prepared statement.
    async fn run<A: Answer>(self, connection: &mut PgConnection, prepares: bool) -> Result<A, Error> {
        let query = sqlx::query_with(self.sql, self.arguments).persistent(prepares);
        let answer = A::of(query, connection).await.map_err(|error| failed(error, Some(self.target)));
        if matches!(answer, Err(Error::SchemaChanged(_))) {
            // If this fails, the next statement fails too.
            let _ = connection.clear_cached_statements().await;
        }
        answer
    }
}

/// Runs a statement as its own transaction. If it was prepared before its table changed, runs it again without
/// preparing it: a pooler that caches prepared statements would return the old one.
async fn alone<A: Answer>(connection: &mut PgConnection, statement: Statement) -> Result<A, Error> {
    let request = Request::new(statement)?;
    if connection.is_in_transaction() {
        return request.run(connection, true).await;
    }
    let again = Request { sql: request.sql.clone(), arguments: request.arguments.clone(), target: request.target };
    match request.run(connection, true).await {
        // A transaction that sqlx does not know refuses the second run.
        Err(Error::SchemaChanged(changed)) => match again.run(connection, false).await {
            Err(Error::Aborted(_)) => Err(Error::SchemaChanged(changed)),
            answer => answer,
        },
        answer => answer,
    }
}

/// Runs a statement in a transaction of this crate.
async fn within<A: Answer>(open: &mut Open<'_>, statement: Statement) -> Result<A, Error> {
    let (request, prepares) = (Request::new(statement)?, open.prepares());
    let target = request.target;
    let answer = request.run(open.ready().await?, prepares).await;
    open.noted(answer, target)
}

fn read_all<R: FromRow>(rows: &[PgRow]) -> Result<Vec<R>, Error> {
    rows.iter().map(read).collect()
}

macro_rules! executor {
    ($($executor:ty => |$this:ident| $connection:expr;)*) => {
        $(impl Sealed for $executor {}

        impl ExecutorFor<Global> for $executor {}

        impl Executor for $executor {
            async fn fetch_all<R: FromRow>(self, statement: Statement) -> Result<Vec<R>, Error> {
                let $this = self;
                read_all(&alone::<Vec<_>>($connection, statement).await?)
            }

            async fn fetch_optional<R: FromRow>(self, statement: Statement) -> Result<Option<R>, Error> {
                let $this = self;
                alone::<Option<_>>($connection, statement).await?.as_ref().map(read).transpose()
            }

            async fn execute(self, statement: Statement) -> Result<u64, Error> {
                let $this = self;
                alone($connection, statement).await
            }
        })*
    };
}

executor! {
    &PgPool => |pool| &mut *acquire(pool).await?;
    &mut PgConnection => |connection| connection;
    &mut PoolConnection<Postgres> => |connection| &mut **connection;
    &mut Transaction<'_, Postgres> => |transaction| &mut **transaction;
}

macro_rules! transaction {
    ($($transaction:ident, |$this:ident| $tenant:expr;)*) => {
        $(impl<Root: TenantRoot> Sealed for &mut $transaction<'_, Root> {}

        impl<Root: TenantRoot> ExecutorFor<Global> for &mut $transaction<'_, Root> {}

        impl<Root: TenantRoot> Executor for &mut $transaction<'_, Root> {
            fn tenant(&self) -> Option<Uuid> {
                let $this = self;
                $tenant
            }

            async fn fetch_all<R: FromRow>(self, statement: Statement) -> Result<Vec<R>, Error> {
                read_all(&within::<Vec<_>>(&mut self.open, statement).await?)
            }

            async fn fetch_optional<R: FromRow>(self, statement: Statement) -> Result<Option<R>, Error> {
                within::<Option<_>>(&mut self.open, statement).await?.as_ref().map(read).transpose()
            }

            async fn execute(self, statement: Statement) -> Result<u64, Error> {
                within(&mut self.open, statement).await
            }
        })*
    };
}

transaction! {
    TenantTransaction, |transaction| Some(TenantTransaction::tenant(transaction).id().uuid());
    AcrossTransaction, |_across| None;
}

impl<Root: TenantRoot> ExecutorFor<PerTenant<Root>> for &mut TenantTransaction<'_, Root> {}

impl<Root: TenantRoot> ExecutorAcross<Root> for &mut AcrossTransaction<'_, Root> {}
