use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, Postgres, SqlSafeStr, Transaction};
use sqlx_core::sql_str::SqlStr;

use super::arguments::arguments;
use super::error::failed;
use super::open::{Open, acquire};
use super::row::read;
use super::transaction::login;
use crate::query::{
    Executor, ExecutorFor, FromRow, RawExecutor, Sealed, Sink, Statement, StreamExecutor, Target, Tenants,
};
use crate::sqlx::{AcrossTransaction, Committing, TenantTransaction, Unprepared};
use crate::transaction::{Opening, stream_executors, transaction_executors};
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
    /// Whether the connection keeps the prepared statement.
    is_kept: bool,
}

impl Request {
    fn new(statement: Statement) -> Result<Self, Error> {
        let arguments = arguments(statement.values).map_err(|error| Error::unencoded(None, EncodeError::new(error)))?;
        Ok(Self {
            sql: AssertSqlSafe(statement.sql).into_sql_str(),
            arguments,
            target: statement.target,
            is_kept: true,
        })
    }

    /// The same statement, to run it again.
    fn again(&self) -> Self {
        Self { sql: self.sql.clone(), arguments: self.arguments.clone(), ..*self }
    }

    /// A statement of a cursor: a prepared one would have the columns of another cursor of this name.
    fn of_cursor(statement: Statement) -> Result<Self, Error> {
        Ok(Self { is_kept: false, ..Self::new(statement)? })
    }

    /// Without `prepares`, the connection keeps no prepared statement.
    async fn run<A: Answer>(self, connection: &mut PgConnection, prepares: bool) -> Result<A, Error> {
        let query = sqlx::query_with(self.sql, self.arguments).persistent(prepares && self.is_kept);
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
        return match request.target.verb.needs_savepoint() {
            true => in_savepoint(connection, request).await,
            false => request.run(connection, true).await,
        };
    }
    let again = request.again();
    match request.run(connection, true).await {
        // A transaction that sqlx does not know refuses the second run.
        Err(Error::SchemaChanged(changed)) => match again.run(connection, false).await {
            Err(Error::Aborted(_)) => Err(Error::SchemaChanged(changed)),
            answer => answer,
        },
        answer => answer,
    }
}

/// Runs a statement in a savepoint of a transaction of sqlx.
async fn in_savepoint<A: Answer>(connection: &mut PgConnection, request: Request) -> Result<A, Error> {
    let target = request.target;
    let mut savepoint = connection.begin().await.map_err(|error| failed(error, Some(target)))?;
    let answer = request.run(&mut savepoint, true).await;
    let ended = match answer {
        Ok(_) => savepoint.commit().await,
        Err(_) => savepoint.rollback().await,
    };
    let answer = answer?;
    ended.map_err(|error| failed(error, Some(target)))?;
    Ok(answer)
}

/// The same on a pool, in a transaction of the statement's tenant.
async fn on_pool<A: Answer>(pool: &PgPool, statement: Statement, prepares: bool) -> Result<A, Error> {
    let login = login(pool);
    let opening = match statement.tenant_of_root() {
        Some((tenant, root)) => Opening::of_statement(root, tenant, Some(&login)),
        // sqlx sends an unprepared statement in two parts, which a pooler may pass to two servers.
        None if !prepares => Opening::plain(),
        None => return alone(&mut *acquire(pool).await?, statement).await,
    };
    let request = Request::new(statement)?;
    let again = request.again();
    let once = async |request: Request, prepares| {
        let mut open = Open::on_pool(pool, &opening, prepares).await?;
        opening.accepted(Some(&login));
        match request.target.verb.only_reads() {
            // The rollback is sent when the connection returns to the pool: nobody waits for it.
            true => run(&mut open, request).await,
            false => run_last(open, request, true, |answer: A| Ok((answer, true))).await,
        }
    };
    match once(request, prepares).await {
        Err(Error::SchemaChanged(_)) => once(again, false).await,
        answer => answer,
    }
}

/// Runs the last statement of a transaction.
async fn last<A: Answer, R, Root: TenantRoot>(
    committing: Committing<'_, Root>,
    statement: Statement,
    read: impl FnOnce(A) -> Result<(R, bool), Error>,
) -> Result<R, Error> {
    let Committing { transaction, accepts_no_row } = committing;
    run_last(transaction.open, Request::new(statement)?, accepts_no_row, read).await
}

/// Runs the statement and commits, unless the caller needs a row and finds none: `read` also returns whether there is
/// such a row.
async fn run_last<A: Answer, R>(
    mut open: Open<'_>,
    request: Request,
    accepts_no_row: bool,
    read: impl FnOnce(A) -> Result<(R, bool), Error>,
) -> Result<R, Error> {
    let (result, has_row) = read(run(&mut open, request).await?)?;
    match has_row || accepts_no_row {
        true => open.commit().await?,
        false => open.rollback().await?,
    }
    Ok(result)
}

/// Passes the rows of a statement on, batch by batch.
async fn stream<F: FromRow, T>(open: &mut Open<'_>, statement: Statement, sink: Sink<F, T>) -> Result<(), Error> {
    let target = statement.target;
    run::<u64>(open, Request::of_cursor(statement.declared())?).await?;
    loop {
        let batch = sink.batch();
        let rows: Vec<PgRow> = run(open, Request::of_cursor(Statement::next_rows(target, batch))?).await?;
        let is_last = rows.len() < batch as usize;
        sink.send(rows.iter().map(read)).await?;
        if is_last {
            return Ok(());
        }
    }
}

/// The same on a pool. The connection returns to it when the stream is dropped, which rolls back.
async fn stream_on_pool<F: FromRow, T>(
    pool: &PgPool,
    statement: Statement,
    sink: Sink<F, T>,
    prepares: bool,
) -> Result<(), Error> {
    let login = login(pool);
    let opening = match statement.tenant_of_root() {
        Some((tenant, root)) => Opening::of_statement(root, tenant, Some(&login)),
        None => Opening::plain(),
    };
    let mut open = Open::on_pool(pool, &opening, prepares).await?;
    opening.accepted(Some(&login));
    stream(&mut open, statement, sink).await
}

/// Runs a statement in a transaction of this crate.
async fn run<A: Answer>(open: &mut Open<'_>, request: Request) -> Result<A, Error> {
    let (target, prepares) = (request.target, open.prepares());
    let answer = request.run(open.ready().await?, prepares).await;
    open.noted(answer, target)
}

async fn within<A: Answer>(open: &mut Open<'_>, statement: Statement) -> Result<A, Error> {
    let request = Request::new(statement)?;
    if !request.target.verb.needs_savepoint() {
        return run(open, request).await;
    }
    let mut savepoint = open.savepoint().await?;
    let answer = run(&mut savepoint, request).await;
    match answer {
        Ok(_) => savepoint.commit().await?,
        // The error of the statement says more than one of the rollback, after which the next statement fails.
        Err(_) => drop(savepoint.rollback().await),
    }
    answer
}

fn read_all<R: FromRow>(rows: &[PgRow]) -> Result<Vec<R>, Error> {
    rows.iter().map(read).collect()
}

fn read_first<R: FromRow>(row: &Option<PgRow>) -> Result<Option<R>, Error> {
    row.as_ref().map(read).transpose()
}

macro_rules! executor {
    ($($executor:ty, $tenants:ident => |$this:ident, $statement:ident| $answer:expr;)*) => {
        $(impl Sealed for $executor {}

        impl ExecutorFor<Global> for $executor {}

        impl Executor for $executor {
            fn tenant(&self) -> Tenants {
                Tenants::$tenants
            }

            async fn fetch_all<R: FromRow>(self, $statement: Statement) -> Result<Vec<R>, Error> {
                let $this = self;
                let rows: Vec<PgRow> = $answer.await?;
                read_all(&rows)
            }

            async fn fetch_optional<R: FromRow>(self, $statement: Statement) -> Result<Option<R>, Error> {
                let $this = self;
                let row: Option<PgRow> = $answer.await?;
                read_first(&row)
            }

            async fn execute(self, $statement: Statement) -> Result<u64, Error> {
                let $this = self;
                $answer.await
            }
        })*
    };
}

executor! {
    &PgPool, Any => |pool, statement| on_pool(pool, statement, true);
    &Unprepared, Any => |pool, statement| on_pool(pool, statement, false);
    &mut PgConnection, None => |connection, statement| alone(connection, statement);
    &mut PoolConnection<Postgres>, None => |connection, statement| alone(connection, statement);
    &mut Transaction<'_, Postgres>, None => |transaction, statement| alone(transaction, statement);
}

impl<Root: TenantRoot> ExecutorFor<PerTenant<Root>> for &PgPool {}
impl<Root: TenantRoot> ExecutorFor<PerTenant<Root>> for &Unprepared {}

transaction_executors!(Vec<PgRow>, Option<PgRow>);

stream_executors! {
    &PgPool => |pool, statement, sink| stream_on_pool(pool, statement, sink, true);
    &Unprepared => |pool, statement, sink| stream_on_pool(pool, statement, sink, false);
}

impl<Root: TenantRoot> ExecutorFor<Global> for &mut TenantTransaction<'_, Root> {}

impl<Root: TenantRoot> ExecutorFor<Global> for &mut AcrossTransaction<'_, Root> {}

impl<Root: TenantRoot> ExecutorFor<Global> for Committing<'_, Root> {}

impl<Root: TenantRoot> ExecutorFor<PerTenant<Root>> for &mut TenantTransaction<'_, Root> {}

impl<Root: TenantRoot> ExecutorFor<PerTenant<Root>> for Committing<'_, Root> {}

impl<Root: TenantRoot> RawExecutor for &mut TenantTransaction<'_, Root> {}

impl<Root: TenantRoot> RawExecutor for Committing<'_, Root> {}

impl<Root: TenantRoot> RawExecutor for &mut AcrossTransaction<'_, Root> {}

impl<Root: TenantRoot> ExecutorAcross<Root> for &mut AcrossTransaction<'_, Root> {}
