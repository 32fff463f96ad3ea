use tokio_postgres::{Client, Transaction};

use super::cross_tenant::AcrossTransaction;
#[cfg(feature = "deadpool-postgres")]
use super::deadpool;
use super::error::failed;
use super::lent::Lent;
use super::link::{self, Link, Request};
use super::open::{ClientRef, Open};
use super::transaction::{Committing, TenantTransaction};
use crate::query::rows::{AllRows, FirstRow, NoRows, ReadRows};
use crate::query::{ExecutorFor, FromRow, RawExecutor, Run, Sealed, Sink, Statement, StreamExecutor, Tenants};
use crate::transaction::{Login, Opening, stream_executors, transaction_executors};
use crate::{Error, ExecutorAcross, Global, PerTenant, TenantRoot};

async fn answer(request: &Request, link: Link<'_>, rows: &mut dyn ReadRows) -> Result<u64, Error> {
    let answered = async {
        let prepared = link.kept(request).await?;
        link::answer(link.client(), prepared.as_ref(), request, rows).await
    };
    let answer = answered.await.map_err(|error| failed(error, Some(request.target)));
    if matches!(answer, Err(Error::SchemaChanged(_))) {
        link.clear();
    }
    answer
}

/// Runs a statement as its own transaction. If it was prepared before its table changed, runs it again without
/// preparing it: a pooler that caches prepared statements would return the old one.
async fn alone(link: Link<'_>, statement: Statement, rows: &mut dyn ReadRows) -> Result<u64, Error> {
    let request = Request::new(statement)?;
    match answer(&request, link, rows).await {
        // A transaction refuses the second run.
        Err(Error::SchemaChanged(changed)) => match answer(&request, Link::unprepared(link.client()), rows).await {
            Err(Error::Aborted(_)) => Err(Error::SchemaChanged(changed)),
            answer => answer,
        },
        answer => answer,
    }
}

/// The same in a transaction of the statement's tenant. Nobody else uses the connection meanwhile.
pub(super) async fn alone_in_tenant(
    link: Link<'_>,
    login: Option<Login>,
    statement: Statement,
    rows: &mut dyn ReadRows,
) -> Result<u64, Error> {
    let Some((tenant, root)) = statement.tenant_of_root() else { return alone(link, statement, rows).await };
    let request = Request::new(statement)?;
    let mut run = async |link| {
        let opening = Opening::of_statement(root, tenant, login.as_ref());
        let open = Open::new(ClientRef::Outer(link), opening, login.clone());
        open.run_last(&request, rows, true).await
    };
    match run(link).await {
        Err(Error::SchemaChanged(_)) => run(Link::unprepared(link.client())).await,
        answer => answer,
    }
}

/// Runs a statement in a transaction of this crate.
async fn within(open: &mut Open<'_>, statement: Statement, rows: &mut dyn ReadRows) -> Result<u64, Error> {
    let request = Request::new(statement)?;
    if !request.target.verb.needs_savepoint() {
        return open.run(&request, rows).await;
    }
    // A box, because the future of every statement has the size of the largest branch.
    Box::pin(within_savepoint(open, &request, rows)).await
}

async fn within_savepoint(open: &mut Open<'_>, request: &Request, rows: &mut dyn ReadRows) -> Result<u64, Error> {
    let mut savepoint = open.savepoint().await?;
    let answer = savepoint.run(request, rows).await;
    match answer {
        Ok(_) => savepoint.commit().await?,
        // The error of the statement says more than one of the rollback, after which the next statement fails.
        Err(_) => drop(savepoint.rollback().await),
    }
    answer
}

/// Passes the rows of a statement on, batch by batch.
async fn stream<F: FromRow, T>(open: &mut Open<'_>, statement: Statement, sink: Sink<F, T>) -> Result<(), Error> {
    let target = statement.target;
    open.run(&Request::of_cursor(statement.declared())?, &mut NoRows).await?;
    loop {
        let (batch, mut rows) = (sink.batch(), AllRows::new());
        let read = open.run(&Request::of_cursor(Statement::next_rows(target, batch))?, &mut rows).await?;
        let is_last = read < u64::from(batch);
        sink.send(rows.into_results()).await?;
        if is_last {
            return Ok(());
        }
    }
}

/// The same in a transaction of its own, which dropping the stream rolls back.
pub(super) async fn stream_alone<F: FromRow, T>(
    client_ref: ClientRef<'_>,
    login: Option<Login>,
    statement: Statement,
    sink: Sink<F, T>,
) -> Result<(), Error> {
    let opening = match statement.tenant_of_root() {
        Some((tenant, root)) => Opening::of_statement(root, tenant, login.as_ref()),
        None => Opening::plain(),
    };
    stream(&mut Open::new(client_ref, opening, login), statement, sink).await
}

/// Runs a statement in a transaction of tokio-postgres.
async fn in_transaction(client: &Client, statement: Statement, rows: &mut dyn ReadRows) -> Result<u64, Error> {
    let link = Link::unprepared(client);
    if !statement.target.verb.needs_savepoint() {
        return alone(link, statement, rows).await;
    }
    let request = Request::new(statement)?;
    let send = async |sql| client.batch_execute(sql).await.map_err(|error| failed(error, Some(request.target)));
    send("SAVEPOINT peristyle_page").await?;
    let answer = answer(&request, link, rows).await;
    match answer {
        Ok(_) => send("RELEASE peristyle_page").await?,
        Err(_) => drop(send("ROLLBACK TO peristyle_page; RELEASE peristyle_page").await),
    }
    answer
}

/// Runs the last statement of a transaction.
async fn last<Root: TenantRoot>(
    committing: Committing<'_, Root>,
    statement: Statement,
    rows: &mut dyn ReadRows,
) -> Result<u64, Error> {
    let Committing { transaction, accepts_no_row } = committing;
    transaction.open.run_last(&Request::new(statement)?, rows, accepts_no_row).await
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
    &Client, None => |client, statement, rows| alone(Link::unprepared(client), statement, rows);
    &Transaction<'_>, None => |transaction, statement, rows| in_transaction(transaction.client(), statement, rows);
    &mut Client, Any => |client, statement, rows| alone_in_tenant(Lent::new(client).await?.link(), None, statement, rows);
}

#[cfg(feature = "deadpool-postgres")]
executor! {
    &deadpool_postgres::Pool, Any => |pool, statement, rows| {
        let client = deadpool::get(pool).await?;
        async move { alone_in_tenant(Link::of_client(&client), Some(deadpool::login(&client)), statement, rows).await }
    };
    &super::Unprepared, Any => |pool, statement, rows| {
        let client = deadpool::get(pool).await?;
        async move { alone_in_tenant(Link::unprepared(&client), Some(deadpool::login(&client)), statement, rows).await }
    };
    &deadpool_postgres::Client, None => |client, statement, rows| alone(Link::of_client(client), statement, rows);
    &mut deadpool_postgres::Client, Any => |client, statement, rows| {
        let login = deadpool::login(client);
        let lent = Lent::of_pool(client, true).await?;
        async move { alone_in_tenant(lent.link(), Some(login), statement, rows).await }
    };
    &deadpool_postgres::Transaction<'_>, None =>
        |transaction, statement, rows| in_transaction(transaction.client(), statement, rows);
}

// By hand, as the other traits that a message of rustc shows: a message that points into a macro is longer.
impl ExecutorFor<Global> for &Client {}
impl ExecutorFor<Global> for &Transaction<'_> {}
impl ExecutorFor<Global> for &mut Client {}
#[cfg(feature = "deadpool-postgres")]
impl ExecutorFor<Global> for &deadpool_postgres::Pool {}
#[cfg(feature = "deadpool-postgres")]
impl ExecutorFor<Global> for &super::Unprepared {}
#[cfg(feature = "deadpool-postgres")]
impl ExecutorFor<Global> for &deadpool_postgres::Client {}
#[cfg(feature = "deadpool-postgres")]
impl ExecutorFor<Global> for &mut deadpool_postgres::Client {}
#[cfg(feature = "deadpool-postgres")]
impl ExecutorFor<Global> for &deadpool_postgres::Transaction<'_> {}

impl<Root: TenantRoot> ExecutorFor<PerTenant<Root>> for &mut Client {}
#[cfg(feature = "deadpool-postgres")]
impl<Root: TenantRoot> ExecutorFor<PerTenant<Root>> for &deadpool_postgres::Pool {}
#[cfg(feature = "deadpool-postgres")]
impl<Root: TenantRoot> ExecutorFor<PerTenant<Root>> for &super::Unprepared {}
#[cfg(feature = "deadpool-postgres")]
impl<Root: TenantRoot> ExecutorFor<PerTenant<Root>> for &mut deadpool_postgres::Client {}

transaction_executors!();

stream_executors! {
    &mut Client => |client, statement, sink| {
        let client_ref = ClientRef::Lent(Lent::new(client).await?);
        stream_alone(client_ref, None, statement, sink)
    };
}

#[cfg(feature = "deadpool-postgres")]
stream_executors! {
    &deadpool_postgres::Pool => |pool, statement, sink| {
        let client = Box::new(deadpool::get(pool).await?);
        let login = deadpool::login(&client);
        stream_alone(ClientRef::Pooled { client, prepares: true }, Some(login), statement, sink)
    };
    &super::Unprepared => |pool, statement, sink| {
        let client = Box::new(deadpool::get(pool).await?);
        let login = deadpool::login(&client);
        stream_alone(ClientRef::Pooled { client, prepares: false }, Some(login), statement, sink)
    };
    &mut deadpool_postgres::Client => |client, statement, sink| {
        let login = deadpool::login(client);
        let client_ref = ClientRef::Lent(Lent::of_pool(client, true).await?);
        stream_alone(client_ref, Some(login), statement, sink)
    };
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
