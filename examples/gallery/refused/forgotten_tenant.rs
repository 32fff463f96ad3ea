//! A product is looked up by its id alone, and so among the products of all tenants.

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

fn main() {
    let from_the_url: Id<Product> = Id::generate();
    let _ = Product::find(from_the_url);
}
