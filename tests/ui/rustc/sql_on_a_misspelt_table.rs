//! E0425: the table of a condition in SQL is misspelt

use peristyle::prelude::*;
use peristyle::sql;

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
    pub stock: i32,
}

pub fn lamps(tenant: Tenant<Organization>) {
    let _ = Product::select(tenant).filter(sql!(Prodct, "lower(sku) = ? AND stock > ?", "lamp", 0));
}

fn main() {}
