use tokio_postgres::{Client, Row, Transaction};
use uuid::Uuid;

use super::cross_tenant::AcrossTransaction;
use super::error::failed;
use super::link::{Link, Request};
use super::row::read;
use super::transaction::TenantTransaction;
use crate::query::{Executor, ExecutorFor, FromRow, Sealed, Statement};
use crate::{Error, ExecutorAcross, Global, PerTenant, TenantRoot};

/// All rows, whatever is wanted of them: what a statement violates may be told behind the last.
async fn rows(link: Link<'_>, statement: Statement) -> Result<Vec<Row>, Error> {
    let target = statement.target;
    link.query(&Request::new(statement)?).await.map_err(|error| failed(error, Some(target)))
}

async fn fetch_all<R: FromRow>(link: Link<'_>, statement: Statement) -> Result<Vec<R>, Error> {
    rows(link, statement).await?.iter().map(read).collect()
}

async fn fetch_optional<R: FromRow>(link: Link<'_>, statement: Statement) -> Result<Option<R>, Error> {
    rows(link, statement).await?.first().map(read).transpose()
}

async fn execute(link: Link<'_>, statement: Statement) -> Result<u64, Error> {
    let target = statement.target;
    link.execute(&Request::new(statement)?).await.map_err(|error| failed(error, Some(target)))
}

macro_rules! executor {
    ($($executor:ty => |$this:ident| $link:expr;)*) => {
        $(impl Sealed for $executor {}

        impl ExecutorFor<Global> for $executor {}

        impl Executor for $executor {
            async fn fetch_all<R: FromRow>(self, statement: Statement) -> Result<Vec<R>, Error> {
                let $this = self;
                fetch_all($link, statement).await
            }

            async fn fetch_optional<R: FromRow>(self, statement: Statement) -> Result<Option<R>, Error> {
                let $this = self;
                fetch_optional($link, statement).await
            }

            async fn execute(self, statement: Statement) -> Result<u64, Error> {
                let $this = self;
                execute($link, statement).await
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
    &deadpool_postgres::Pool => |pool| Link::prepared(&*super::deadpool::get(pool).await?);
    &super::Unprepared => |pool| Link::unprepared(&*super::deadpool::get(pool).await?);
    &deadpool_postgres::Client => |client| Link::prepared(client);
    &deadpool_postgres::Transaction<'_> => |transaction| Link::unprepared(transaction.client());
}

impl<Root: TenantRoot> Sealed for &mut TenantTransaction<'_, Root> {}

impl<Root: TenantRoot> ExecutorFor<Global> for &mut TenantTransaction<'_, Root> {}

impl<Root: TenantRoot> ExecutorFor<PerTenant<Root>> for &mut TenantTransaction<'_, Root> {}

impl<Root: TenantRoot> Executor for &mut TenantTransaction<'_, Root> {
    fn tenant(&self) -> Option<Uuid> {
        Some(TenantTransaction::tenant(self).id().uuid())
    }

    async fn fetch_all<R: FromRow>(self, statement: Statement) -> Result<Vec<R>, Error> {
        let outcome = fetch_all(self.open.link(), statement).await;
        self.open.outcome(outcome)
    }

    async fn fetch_optional<R: FromRow>(self, statement: Statement) -> Result<Option<R>, Error> {
        let outcome = fetch_optional(self.open.link(), statement).await;
        self.open.outcome(outcome)
    }

    async fn execute(self, statement: Statement) -> Result<u64, Error> {
        let outcome = execute(self.open.link(), statement).await;
        self.open.outcome(outcome)
    }
}

impl<Root: TenantRoot> Sealed for &mut AcrossTransaction<'_, Root> {}

impl<Root: TenantRoot> ExecutorFor<Global> for &mut AcrossTransaction<'_, Root> {}

impl<Root: TenantRoot> ExecutorAcross<Root> for &mut AcrossTransaction<'_, Root> {}

impl<Root: TenantRoot> Executor for &mut AcrossTransaction<'_, Root> {
    async fn fetch_all<R: FromRow>(self, statement: Statement) -> Result<Vec<R>, Error> {
        fetch_all(self.open.link(), statement).await
    }

    async fn fetch_optional<R: FromRow>(self, statement: Statement) -> Result<Option<R>, Error> {
        fetch_optional(self.open.link(), statement).await
    }

    async fn execute(self, statement: Statement) -> Result<u64, Error> {
        execute(self.open.link(), statement).await
    }
}
