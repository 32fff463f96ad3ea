//! P03, P03: one row and many, by an index and by the key.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Something an organization sells.
#[table(name = "org_products", tenant = Organization, unique(sku))]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    pub sku: String,
}

pub async fn one(tx: &mut peristyle::sqlx::TenantTransaction<'_, Organization>) -> Result<u64, peristyle::Error> {
    Product::insert(tx.tenant(), ProductInsert::new("L-1")).on_conflict(Product::BY_SKU).execute(tx).await
}

pub async fn many(tx: &mut peristyle::sqlx::TenantTransaction<'_, Organization>) -> Result<Vec<Product>, peristyle::Error> {
    Product::insert_many(tx.tenant(), [ProductInsert::new("L-1")]).on_key_conflict().fetch_all(tx).await
}

fn main() {}
