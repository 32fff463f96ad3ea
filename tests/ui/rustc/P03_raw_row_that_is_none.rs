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

pub struct Total(i64);

pub fn total() {
    let _ = peristyle::raw::<Total>("SELECT count(*) FROM org_products");
}

fn main() {}
