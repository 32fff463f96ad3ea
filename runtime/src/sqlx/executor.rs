use std::future::poll_fn;
use std::pin::Pin;

use futures_core::Stream;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgQueryResult, PgRow};
use sqlx::{AssertSqlSafe, Connection, Either, Executor as _, PgConnection, PgPool, Postgres, SqlSafeStr, Transaction};
use sqlx_core::sql_str::SqlStr;

use super::arguments::arguments;
use super::error::failed;
use super::open::{Open, acquire};
use super::transaction::login;
use crate::query::rows::{AllRows, FirstRow, NoRows, ReadRows};
use crate::query::sql::Sql;
use crate::query::{
    ExecutorFor, FromRow, RawExecutor, Row, Run, Sealed, Sink, Statement, StreamExecutor, Target, Tenants, usual_limit,
};
use crate::sqlx::{AcrossTransaction, Committing, TenantTransaction, Unprepared};
use crate::transaction::{Opening, stream_executors, transaction_executors};
use crate::{EncodeError, Error, ExecutorAcross, Global, PerTenant, TenantRoot};

/// A statement with encoded values. Its SQL comes from constants and sea-query, and all values are bound.
struct Request {
    sql: SqlStr,
    arguments: PgArguments,
    target: Target,
    /// Whether the connection keeps the prepared statement.
    is_kept: bool,
}

fn sql_str(sql: Sql) -> SqlStr {
    match sql {
        Sql::Constant(sql) => sql.into_sql_str(),
        Sql::Shared(sql) => AssertSqlSafe(sql).into_sql_str(),
        Sql::Rendered(sql) => AssertSqlSafe(sql).into_sql_str(),
    }
}

impl Request {
    fn new(statement: Statement) -> Result<Self, Error> {
        let arguments = arguments(statement.values).map_err(|error| Error::unencoded(None, EncodeError::new(error)))?;
        Ok(Self { sql: sql_str(statement.sql), arguments, target: statement.target, is_kept: true })
    }

    /// The same statement, to run it again.
    fn again(&self) -> Self {
        Self { sql: self.sql.clone(), arguments: self.arguments.clone(), ..*self }
    }

    /// A statement of a cursor: a prepared one would have the columns of another cursor of this name.
    fn of_cursor(statement: Statement) -> Result<Self, Error> {
        Ok(Self { is_kept: false, ..Self::new(statement)? })
    }

    /// Without `prepares`, the connection keeps no prepared statement. Returns the number of rows read or written.
    async fn run(self, connection: &mut PgConnection, rows: &mut dyn ReadRows, prepares: bool) -> Result<u64, Error> {
        rows.begin();
        let is_kept = prepares && self.is_kept;
        let sql = match is_kept {
            true => self.sql,
            false => {
                let sql = usual_limit::for_one_execution(self.sql.as_str(), self.target.verb);
                AssertSqlSafe(sql.into_owned()).into_sql_str()
            }
        };
        let query = sqlx::query_with(sql, self.arguments).persistent(is_kept);
        // One row needs no stream of results, which costs as much as reading the row.
        let answer = match rows.is_of_first() {
            true => sqlx::Executor::fetch_optional(&mut *connection, query)
                .await
                .map(|row| row.map_or(0, |row| read(&row, rows))),
            false => receive(connection.fetch_many(query), rows).await,
        };
        let answer = answer.map_err(|error| failed(error, Some(self.target)));
        if matches!(answer, Err(Error::SchemaChanged(_))) {
            // If this fails, the next statement fails too.
            let _ = connection.clear_cached_statements().await;
        }
        answer
    }
}

fn read(row: &PgRow, rows: &mut dyn ReadRows) -> u64 {
    rows.read(Row::of_sqlx(row));
    1
}

/// Reads the results of a statement to the end: a violation may be reported after the last row.
async fn receive(
    mut results: impl Stream<Item = sqlx::Result<Either<PgQueryResult, PgRow>>> + Unpin,
    rows: &mut dyn ReadRows,
) -> sqlx::Result<u64> {
    let mut affected = 0;
    while let Some(result) = poll_fn(|context| Pin::new(&mut results).poll_next(context)).await {
        match result? {
            Either::Left(done) => affected += done.rows_affected(),
            Either::Right(row) => rows.read(Row::of_sqlx(&row)),
        }
    }
    Ok(affected)
}

/// Runs a statement as its own transaction. If it was prepared before its table changed, runs it again without
/// preparing it: a pooler that caches prepared statements would return the old one.
async fn alone(connection: &mut PgConnection, statement: Statement, rows: &mut dyn ReadRows) -> Result<u64, Error> {
    let request = Request::new(statement)?;
    if connection.is_in_transaction() {
        return match request.target.verb.needs_savepoint() {
            true => in_savepoint(connection, request, rows).await,
            false => request.run(connection, rows, true).await,
        };
    }
    let again = request.again();
    match request.run(connection, rows, true).await {
        // A transaction that sqlx does not know refuses the second run.
        Err(Error::SchemaChanged(changed)) => match again.run(connection, rows, false).await {
            Err(Error::Aborted(_)) => Err(Error::SchemaChanged(changed)),
            answer => answer,
        },
        answer => answer,
    }
}

/// Runs a statement in a savepoint of a transaction of sqlx.
async fn in_savepoint(connection: &mut PgConnection, request: Request, rows: &mut dyn ReadRows) -> Result<u64, Error> {
    let target = request.target;
    let mut savepoint = connection.begin().await.map_err(|error| failed(error, Some(target)))?;
    let answer = request.run(&mut savepoint, rows, true).await;
    let ended = match answer {
        Ok(_) => savepoint.commit().await,
        Err(_) => savepoint.rollback().await,
    };
    let answer = answer?;
    ended.map_err(|error| failed(error, Some(target)))?;
    Ok(answer)
}

/// The same on a pool, in a transaction of the statement's tenant.
async fn on_pool(pool: &PgPool, statement: Statement, rows: &mut dyn ReadRows, prepares: bool) -> Result<u64, Error> {
    let login = login(pool);
    let opening = match statement.tenant_of_root() {
        Some((tenant, root)) => Opening::of_statement(root, tenant, Some(&login)),
        // sqlx sends an unprepared statement in two parts, which a pooler may pass to two servers.
        None if !prepares => Opening::plain(),
        None => return alone(&mut *acquire(pool).await?, statement, rows).await,
    };
    let request = Request::new(statement)?;
    let again = request.again();
    let mut once = async |request: Request, prepares| {
        let mut open = Open::on_pool(pool, &opening, prepares).await?;
        opening.accepted(Some(&login));
        match request.target.verb.only_reads() {
            // The rollback is sent when the connection returns to the pool: nobody waits for it.
            true => run(&mut open, request, rows).await,
            false => run_last(open, request, rows, true).await,
        }
    };
    match once(request, prepares).await {
        Err(Error::SchemaChanged(_)) => once(again, false).await,
        answer => answer,
    }
}

/// Runs the last statement of a transaction.
async fn last<Root: TenantRoot>(
    committing: Committing<'_, Root>,
    statement: Statement,
    rows: &mut dyn ReadRows,
) -> Result<u64, Error> {
    let Committing { transaction, accepts_no_row } = committing;
    run_last(transaction.open, Request::new(statement)?, rows, accepts_no_row).await
}

/// Runs the statement and commits, unless the caller needs a row and finds none.
async fn run_last(
    mut open: Open<'_>,
    request: Request,
    rows: &mut dyn ReadRows,
    accepts_no_row: bool,
) -> Result<u64, Error> {
    let affected = run(&mut open, request, rows).await?;
    match rows.end(affected)? || accepts_no_row {
        true => open.commit().await?,
        false => open.rollback().await?,
    }
    Ok(affected)
}

/// Passes the rows of a statement on, batch by batch.
async fn stream<F: FromRow, T>(open: &mut Open<'_>, statement: Statement, sink: Sink<F, T>) -> Result<(), Error> {
    let target = statement.target;
    run(open, Request::of_cursor(statement.declared())?, &mut NoRows).await?;
    loop {
        let (batch, mut rows) = (sink.batch(), AllRows::new());
        let read = run(open, Request::of_cursor(Statement::next_rows(target, batch))?, &mut rows).await?;
        let is_last = read < u64::from(batch);
        sink.send(rows.into_results()).await?;
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
async fn run(open: &mut Open<'_>, request: Request, rows: &mut dyn ReadRows) -> Result<u64, Error> {
    let (target, prepares) = (request.target, open.prepares());
    let answer = request.run(open.ready().await?, rows, prepares).await;
    open.noted(answer, target)
}

async fn within(open: &mut Open<'_>, statement: Statement, rows: &mut dyn ReadRows) -> Result<u64, Error> {
    let request = Request::new(statement)?;
    if !request.target.verb.needs_savepoint() {
        return run(open, request, rows).await;
    }
    let mut savepoint = open.savepoint().await?;
    let answer = run(&mut savepoint, request, rows).await;
    match answer {
        Ok(_) => savepoint.commit().await?,
        // The error of the statement says more than one of the rollback, after which the next statement fails.
        Err(_) => drop(savepoint.rollback().await),
    }
    answer
}

macro_rules! executor {
    ($($executor:ty, $tenants:ident => |$this:ident, $statement:ident, $rows:ident| $answer:expr;)*) => {
        $(impl Sealed for $executor {}

        impl Run for $executor {
            fn tenant(&self) -> Tenants {
                Tenants::$tenants
            }

            async fn fetch_all<R: FromRow>(self, $statement: Statement) -> Result<Vec<R>, Error> {
                let ($this, mut rows) = (self, AllRows::new());
                let $rows = &mut rows;
                $answer.await?;
                rows.into_result()
            }

            async fn fetch_optional<R: FromRow>(self, $statement: Statement) -> Result<Option<R>, Error> {
                let ($this, mut row) = (self, FirstRow::new());
                let $rows = &mut row;
                $answer.await?;
                row.into_result()
            }

            async fn execute(self, $statement: Statement) -> Result<u64, Error> {
                let ($this, $rows) = (self, &mut NoRows);
                $answer.await
            }
        })*
    };
}

executor! {
    &PgPool, Any => |pool, statement, rows| on_pool(pool, statement, rows, true);
    &Unprepared, Any => |pool, statement, rows| on_pool(pool, statement, rows, false);
    &mut PgConnection, None => |connection, statement, rows| alone(connection, statement, rows);
    &mut PoolConnection<Postgres>, None => |connection, statement, rows| alone(connection, statement, rows);
    &mut Transaction<'_, Postgres>, None => |transaction, statement, rows| alone(transaction, statement, rows);
}

// By hand, as the other traits that a message of rustc shows: a message that points into a macro is longer.
impl ExecutorFor<Global> for &PgPool {}
impl ExecutorFor<Global> for &Unprepared {}
impl ExecutorFor<Global> for &mut PgConnection {}
impl ExecutorFor<Global> for &mut PoolConnection<Postgres> {}
impl ExecutorFor<Global> for &mut Transaction<'_, Postgres> {}

impl<Root: TenantRoot> ExecutorFor<PerTenant<Root>> for &PgPool {}
impl<Root: TenantRoot> ExecutorFor<PerTenant<Root>> for &Unprepared {}

transaction_executors!();

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
