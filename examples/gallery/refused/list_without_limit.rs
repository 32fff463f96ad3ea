//! A list without a limit: it works with the ten rows of a test, and exhausts the memory with a million.

use peristyle::prelude::*;
use sqlx::PgPool;

/// A customer account, which is a tenant.
#[table(name = "organizations", tenant_root)]
struct Organization {
    id: Id<Organization>,
}

/// A product of an organization.
#[table(name = "org_products", tenant = Organization)]
struct Product {
    id: Id<Product>,
    organization_id: Id<Organization>,
}

async fn newest(pool: &PgPool, tenant: Tenant<Organization>) -> Result<Vec<Product>, peristyle::Error> {
    let mut tx = pool.begin_tenant(tenant).await?;
    Product::select(tenant).order_by(Product::CREATED_AT.desc()).fetch_all(&mut tx).await
}

fn main() {}
