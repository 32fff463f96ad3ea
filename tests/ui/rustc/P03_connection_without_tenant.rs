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

pub async fn product(
    connection: &mut sqlx::PgConnection,
    tenant: Tenant<Organization>,
    id: Id<Product>,
) -> Result<Option<Product>, peristyle::Error> {
    Product::find(tenant, id).fetch_optional(connection).await
}

fn main() {}
