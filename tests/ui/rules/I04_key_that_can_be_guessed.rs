use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization, primary_key = "id")]
pub struct Product {
    #[column(waive(uuid_v7 = "numbers since 1998"))]
    pub id: i64,
    pub organization_id: Id<Organization>,
}

fn main() {}
