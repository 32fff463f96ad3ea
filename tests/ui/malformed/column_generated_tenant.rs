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
    #[column(generated(sql = "id"))]
    pub organization_id: Id<Organization>,
}

fn main() {}
