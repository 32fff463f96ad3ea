use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization, unique(organization_id, only(is_default)))]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    pub is_default: bool,
}

fn main() {}
