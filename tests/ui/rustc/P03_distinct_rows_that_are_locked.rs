//! P03, P03, P03, P03: in either order, each lock
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

pub fn products(tenant: Tenant<Organization>) {
    let _ = Product::select(tenant).column(Product::SKU).distinct().for_update();
    let _ = Product::select(tenant).column(Product::SKU).distinct().limit(9).for_update_skip_locked();
    let _ = Product::select(tenant).for_update().column(Product::SKU).distinct();
    let _ = Product::select(tenant).column(Product::SKU).for_update_skip_locked().limit(9).distinct();
}

fn main() {}
