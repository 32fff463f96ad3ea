//! P01, P01: the root in another case, and a tenant column of another name

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Something that is sold.
#[table(name = "org_products", tenant = organization)]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
}

/// A group of products.
#[table(name = "org_groups", tenant = Organization)]
pub struct Group {
    pub id: Id<Group>,
    pub tenant_id: Id<Organization>,
}

fn main() {}
