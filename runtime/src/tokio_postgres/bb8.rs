//! The pool of bb8. Its connections keep no prepared statements: each statement is planned when it runs, in one round trip. Nothing tells one connection
//! from another, so each transaction checks the role, and `pipelined` does not send the first statement before the answer.

use std::ops::Deref;

use bb8::{ManageConnection, Pool, PooledConnection, RunError};
use tokio_postgres::{Client, Error as Failure};

use super::cross_tenant::AcrossTransaction;
use super::error::unconnected;
use super::executor::{alone_in_tenant, stream_alone};
use super::link::Link;
use super::open::{ClientRef, Open};
use super::transaction::TenantTransaction;
use crate::query::rows::{AllRows, FirstRow, NoRows};
use crate::query::{
    ExecutorFor, FromRow, Run, Sealed as SealedExecutor, Sink, Statement, StatementFuture, StreamExecutor, Tenants,
};
use crate::transaction::{Opening, PoolOfEnabledDriver, Sealed, TransactionOptions};
use crate::{AcrossTenants, DriverError, Error, Global, PerTenant, Tenant, TenantRoot};

/// A client of a pool, whatever the manager of the pool is.
pub(super) struct Owned<M: ManageConnection>(PooledConnection<'static, M>);

impl<M: ManageConnection<Connection = Client>> Deref for Owned<M> {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.0
    }
}

/// A manager whose connections are those of tokio-postgres: `bb8_postgres::PostgresConnectionManager`, or your own.
///
/// It is implemented for each of them.
pub trait ClientManager: ManageConnection<Connection = Client, Error = Failure> {}

impl<M: ManageConnection<Connection = Client, Error = Failure>> ClientManager for M {}

fn failed(error: RunError<Failure>) -> Error {
    match error {
        RunError::User(error) => unconnected(error),
        RunError::TimedOut => {
            let message = "none in time: the server cannot be reached, or all connections of the pool are in use";
            Error::Unreachable(DriverError::new(message, error))
        }
    }
}

/// A connection that was lost while it waited is dropped, which removes it from the pool: with `test_on_check_out(false)` the pool does not look.
async fn get<M: ClientManager>(pool: &Pool<M>) -> Result<PooledConnection<'_, M>, Error> {
    loop {
        let client = pool.get().await.map_err(failed)?;
        if !client.is_closed() {
            return Ok(client);
        }
    }
}

/// The same, for longer than the reference to the pool.
async fn owned<M: ClientManager>(pool: &Pool<M>) -> Result<ClientRef<'static>, Error> {
    loop {
        let client = pool.get_owned().await.map_err(failed)?;
        if !client.is_closed() {
            return Ok(ClientRef::Owned(Box::new(Owned(client))));
        }
    }
}

impl<M: ClientManager> SealedExecutor for &Pool<M> {}

impl<M: ClientManager> ExecutorFor<Global> for &Pool<M> {}

impl<M: ClientManager, Root: TenantRoot> ExecutorFor<PerTenant<Root>> for &Pool<M> {}

impl<M: ClientManager> Run for &Pool<M> {
    fn tenant(&self) -> Tenants {
        Tenants::Any
    }

    async fn fetch_all<R: FromRow>(self, statement: Statement) -> Result<Vec<R>, Error> {
        let (client, mut rows) = (get(self).await?, AllRows::new());
        alone_in_tenant(Link::unprepared(&client), None, statement, &mut rows).await?;
        rows.into_result()
    }

    async fn fetch_optional<R: FromRow>(self, statement: Statement) -> Result<Option<R>, Error> {
        let (client, mut row) = (get(self).await?, FirstRow::new());
        alone_in_tenant(Link::unprepared(&client), None, statement, &mut row).await?;
        row.into_result()
    }

    async fn execute(self, statement: Statement) -> Result<u64, Error> {
        let client = get(self).await?;
        alone_in_tenant(Link::unprepared(&client), None, statement, &mut NoRows).await
    }
}

impl<M: ClientManager> StreamExecutor for &Pool<M> {
    async fn stream<F: FromRow, T: Send + 'static>(self, statement: Statement, sink: Sink<F, T>) -> Result<(), Error> {
        stream_alone(owned(self).await?, None, statement, sink).await
    }
}

impl<M: ClientManager> Sealed for Pool<M> {}

impl<M: ClientManager> PoolOfEnabledDriver for Pool<M> {
    type Transaction<Root: TenantRoot> = TenantTransaction<'static, Root>;
    type Across<Root: TenantRoot> = AcrossTransaction<'static, Root>;

    fn open_for_all<Root: TenantRoot>(
        &self,
        across: AcrossTenants<Root>,
    ) -> StatementFuture<'_, AcrossTransaction<'static, Root>> {
        Box::pin(async move {
            let opening = Opening { sql: across.opening(), checks: None };
            AcrossTransaction::new(Open::begin(owned(self).await?, opening, None).await)
        })
    }

    fn open_for_one<Root: TenantRoot>(
        &self,
        tenant: Tenant<Root>,
        options: TransactionOptions,
    ) -> StatementFuture<'_, TenantTransaction<'static, Root>> {
        Box::pin(async move { TenantTransaction::begin(owned(self).await?, tenant, options, None).await })
    }
}
