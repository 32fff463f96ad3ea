use tokio_postgres::{Client, Row, Transaction};
use uuid::Uuid;

use super::cross_tenant::AcrossTransaction;
use super::error::failed;
use super::link::{Link, Request};
use super::open::Open;
use super::row::read;
use super::transaction::TenantTransaction;
use crate::query::{Executor, ExecutorFor, FromRow, Sealed, Statement};
use crate::{Error, ExecutorAcross, Global, PerTenant, TenantRoot};

/// The requested result of a statement.
trait Answer: Send + Sized {
    fn of(request: &Request, link: Link<'_>) -> impl Future<Output = Result<Self, tokio_postgres::Error>> + Send;
}

/// Reads all rows, even if only one is requested: a violation may be reported after the last.
impl Answer for Vec<Row> {
    async fn of(request: &Request, link: Link<'_>) -> Result<Self, tokio_postgres::Error> {
        link.query(request).await
    }
}

impl Answer for u64 {
    async fn of(request: &Request, link: Link<'_>) -> Result<Self, tokio_postgres::Error> {
        link.execute(request).await
    }
}

async fn answer<A: Answer>(request: &Request, link: Link<'_>) -> Result<A, Error> {
    let answer = A::of(request, link).await.map_err(|error| failed(error, Some(request.target)));
    if matches!(answer, Err(Error::SchemaChanged(_))) {
        link.clear();
    }
    answer
}

/// Runs a statement as its own transaction. If it was prepared before its table changed, runs it again without
/// preparing it: a pooler that caches prepared statements would return the old one.
async fn alone<A: Answer>(link: Link<'_>, statement: Statement) -> Result<A, Error> {
    let request = Request::new(statement)?;
    match answer(&request, link).await {
        // A transaction refuses the second run.
        Err(Error::SchemaChanged(changed)) => match answer(&request, Link::unprepared(link.client())).await {
            Err(Error::Aborted(_)) => Err(Error::SchemaChanged(changed)),
            answer => answer,
        },
        answer => answer,
    }
}

/// Runs a statement in a transaction of this crate.
async fn within<A: Answer>(open: &mut Open<'_>, statement: Statement) -> Result<A, Error> {
    let request = Request::new(statement)?;
    let answer = answer(&request, open.link()).await;
    open.noted(answer, request.target)
}

fn read_all<R: FromRow>(rows: &[Row]) -> Result<Vec<R>, Error> {
    rows.iter().map(read).collect()
}

fn read_first<R: FromRow>(rows: &[Row]) -> Result<Option<R>, Error> {
    rows.first().map(read).transpose()
}

macro_rules! executor {
    ($($executor:ty => |$this:ident| $link:expr;)*) => {
        $(impl Sealed for $executor {}

        impl ExecutorFor<Global> for $executor {}

        impl Executor for $executor {
            async fn fetch_all<R: FromRow>(self, statement: Statement) -> Result<Vec<R>, Error> {
                let $this = self;
                read_all(&alone::<Vec<_>>($link, statement).await?)
            }

            async fn fetch_optional<R: FromRow>(self, statement: Statement) -> Result<Option<R>, Error> {
                let $this = self;
                read_first(&alone::<Vec<_>>($link, statement).await?)
            }

            async fn execute(self, statement: Statement) -> Result<u64, Error> {
                let $this = self;
                alone($link, statement).await
            }
        })*
    };
}

executor! {
    &Client => |client| Link::unprepared(client);
    &Transaction<'_> => |transaction| Link::unprepared(transaction.client());
}

#[cfg(feature = "deadpool-postgres")]
executor! {
    &deadpool_postgres::Pool => |pool| Link::of_client(&super::deadpool::get(pool).await?);
    &super::Unprepared => |pool| Link::unprepared(&*super::deadpool::get(pool).await?);
    &deadpool_postgres::Client => |client| Link::of_client(client);
    &deadpool_postgres::Transaction<'_> => |transaction| Link::unprepared(transaction.client());
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
                read_first(&within::<Vec<_>>(&mut self.open, statement).await?)
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
