//! E0063: a required column is missing.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization, named_insert)]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    pub name: String,
    pub sku: String,
    pub note: Option<String>,
}

pub fn new(name: String, sku: String) -> ProductInsert {
    ProductInsert::new(ProductRequired { name })
}

fn main() {}
