use peristyle::prelude::*;

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

pub async fn all(pool: &sqlx::PgPool) -> Result<Vec<Product>, peristyle::Error> {
    peristyle::raw::<Product>("SELECT * FROM org_products").fetch_all(pool).await
}

fn main() {}
