//! P01: only a root's id is a tenant.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization, unique(sku))]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub sku: String,
    pub price: Option<i64>,
}

pub async fn begin(pool: &sqlx::PgPool, id: Id<Product>) -> Result<(), peristyle::Error> {
    pool.begin_tenant(Tenant::<Product>::new(id)).await?.commit().await
}

fn main() {}
