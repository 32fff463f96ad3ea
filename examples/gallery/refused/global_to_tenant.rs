//! A table that all tenants read points at a row of one of them.

use peristyle::prelude::*;

/// A customer account; every row of a tenant belongs to one.
#[table(name = "organizations", tenant_root)]
struct Organization {
    id: Id<Organization>,
}

/// Something an organization sells.
#[table(name = "org_products", tenant = Organization)]
struct Product {
    id: Id<Product>,
    organization_id: Id<Organization>,
}

/// What every visitor sees on the first page.
#[table(name = "banners")]
struct Banner {
    id: Id<Banner>,
    #[column(on_delete = cascade, why = "a banner means nothing without its product")]
    product_id: Id<Product>,
}

fn main() {}
