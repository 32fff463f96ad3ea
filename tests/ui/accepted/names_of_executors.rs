//! What the traits of statements have does not come before the methods of a client and a transaction.

use peristyle::prelude::*;
use peristyle::query::*;
use peristyle::{Error, raw};

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization)]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
}

pub async fn on_sqlx(tx: &mut peristyle::sqlx::TenantTransaction<'_, Organization>) -> Result<Vec<Product>, Error> {
    use sqlx::Executor as _;
    let connection = tx.connection();
    connection.execute("SELECT 1").await?;
    raw::<i32>("SELECT 1").fetch_all(&mut *tx).await?;
    Product::select(tx.tenant()).limit(9).fetch_all(tx).await
}

pub async fn on_tokio_postgres(
    tx: &mut peristyle::tokio_postgres::TenantTransaction<'_, Organization>,
    client: &mut tokio_postgres::Client,
) -> Result<i64, Error> {
    client.execute("SELECT 1", &[]).await?;
    Product::select(tx.tenant()).aggregate(count_rows()).fetch_one(tx).await
}

schema! { pub SCHEMA = [Organization, Product] }
