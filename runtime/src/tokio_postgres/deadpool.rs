use std::ops::Deref;
use std::sync::{Arc, Weak};

use deadpool_postgres::{Client, Pool, PoolError, StatementCache};

use super::cross_tenant::AcrossTransaction;
use super::error::unconnected;
use super::lent::Lent;
use super::open::{ClientRef, Open};
use super::transaction::TenantTransaction;
use crate::query::StatementFuture;
use crate::transaction::{Login, Opening, PoolOfEnabledDriver, Sealed, TenantConnection, TransactionOptions};
use crate::{AcrossTenants, DriverError, Error, InTenant, Tenant, TenantRoot};

/// A pool whose connections keep no prepared statements, for the transaction mode of pgbouncer: `Unprepared(pool)`.
///
/// The server plans each statement when it runs, in one round trip.
#[derive(Debug, Clone)]
pub struct Unprepared(pub Pool);

impl Deref for Unprepared {
    type Target = Pool;

    fn deref(&self) -> &Pool {
        &self.0
    }
}

pub(super) async fn get(pool: &Pool) -> Result<Client, Error> {
    pool.get().await.map_err(failed)
}

/// The identity of a connection is its cache.
pub(super) fn login(client: &Client) -> Login {
    let cache: Weak<StatementCache> = Arc::downgrade(&client.statement_cache);
    cache
}

fn failed(error: PoolError) -> Error {
    let message = match error {
        PoolError::Backend(error) => return unconnected(error),
        PoolError::Timeout(_) => {
            "none in time: the server cannot be reached, or all connections of the pool are in use".to_owned()
        }
        ref other => other.to_string(),
    };
    Error::Unreachable(DriverError::new(message, error))
}

macro_rules! pool {
    ($($pool:ty, $prepares:literal;)*) => {
        $(impl Sealed for $pool {}

        impl PoolOfEnabledDriver for $pool {
            type Transaction<Root: TenantRoot> = TenantTransaction<'static, Root>;
            type Across<Root: TenantRoot> = AcrossTransaction<'static, Root>;

            fn open_for_all<Root: TenantRoot>(
                &self,
                across: AcrossTenants<Root>,
            ) -> StatementFuture<'_, AcrossTransaction<'static, Root>> {
                Box::pin(async move {
                    let opening = Opening { sql: across.opening(), checks: None };
                    let client_ref = ClientRef::Pooled { client: get(self).await?.into(), prepares: $prepares };
                    AcrossTransaction::new(Open::begin(client_ref, opening, None).await)
                })
            }

            fn open_for_one<Root: TenantRoot>(
                &self,
                tenant: Tenant<Root>,
                options: TransactionOptions,
            ) -> StatementFuture<'_, TenantTransaction<'static, Root>> {
                Box::pin(async move {
                    let client = Box::new(get(self).await?);
                    let login = login(&client);
                    let client_ref = ClientRef::Pooled { client, prepares: $prepares && !options.is_unprepared() };
                    TenantTransaction::begin(client_ref, tenant, options, Some(login)).await
                })
            }
        })*
    };
}

pool! {
    Pool, true;
    Unprepared, false;
}

impl Sealed for Client {}

/// Do not begin a transaction on it with your own SQL: this cannot be detected. Until the transaction is ended or
/// dropped, the client accepts no other statements. If it is forgotten (`std::mem::forget`), the client is lost, and
/// the pool opens another.
impl TenantConnection for Client {
    type Transaction<'client, Root: TenantRoot> = TenantTransaction<'client, Root>;

    fn begin_tenant_with<Root: TenantRoot>(
        &mut self,
        tenant: impl InTenant<Root>,
        options: TransactionOptions,
    ) -> StatementFuture<'_, TenantTransaction<'_, Root>> {
        let tenant = tenant.tenant();
        Box::pin(async move {
            let login = login(self);
            let client_ref = ClientRef::Lent(Lent::of_pool(self, !options.is_unprepared()).await?);
            TenantTransaction::begin(client_ref, tenant, options, Some(login)).await
        })
    }
}
