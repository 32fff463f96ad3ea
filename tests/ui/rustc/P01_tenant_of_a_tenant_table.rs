use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// A place that sells.
#[table(name = "org_shops", tenant = Organization)]
pub struct Shop {
    pub id: Id<Shop>,
    pub organization_id: Id<Organization>,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Shop)]
pub struct Product {
    pub id: Id<Product>,
    pub shop_id: Id<Shop>,
}

fn main() {}
