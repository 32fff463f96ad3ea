use peristyle::prelude::*;
use peristyle::query::RowStream;
use peristyle::{AcrossTenants, Error};

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

pub async fn all(pool: &sqlx::PgPool, across: AcrossTenants<Organization>) -> Result<Option<Product>, Error> {
    let mut rows: RowStream<'_, Product> = Product::select_across(across).fetch(pool);
    rows.try_next().await
}

fn main() {}
