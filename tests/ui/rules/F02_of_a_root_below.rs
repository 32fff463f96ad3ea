//! F02: the macro does not know yet that the table below is the tenant root

use peristyle::prelude::*;

/// Something that is sold.
#[table(name = "org_products")]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
}

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

fn main() {}
