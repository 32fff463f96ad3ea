//! E0369, E0369, P03, P03: operators in place of methods.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization, unique(sku))]
#[derive(Clone)]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub sku: String,
}

pub fn conditions(tenant: Tenant<Organization>, id: Id<Product>) {
    let _ = Product::select(tenant).filter(Product::ID == id).limit(9);
    let _ = Product::select(tenant).filter(Product::SKU < "a").limit(9);
}

pub fn keys(tenant: Tenant<Organization>, row: &Product) {
    let _ = Product::delete(tenant, row);
    let _ = Product::find(tenant, row.clone());
}

fn main() {}
