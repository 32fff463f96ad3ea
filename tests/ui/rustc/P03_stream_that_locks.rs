use peristyle::prelude::*;
use peristyle::query::RowStream;

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
    pub sku: String,
}

pub fn all(pool: &sqlx::PgPool, tenant: Tenant<Organization>) -> RowStream<'_, Product> {
    Product::select(tenant).for_update().fetch(pool)
}

fn main() {}
