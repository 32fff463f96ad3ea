//! C09: the column has another name

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

pub fn lamps(tenant: Tenant<Organization>) {
    let _ = Product::select(tenant).filter(peristyle::sql!(Product, "lower(skew) = ?", "lamp"));
}

fn main() {}
