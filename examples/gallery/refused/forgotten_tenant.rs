//! A product is searched by its id only, so among the products of all tenants.

use peristyle::prelude::*;

/// A customer account, which is a tenant.
#[table(name = "organizations", tenant_root)]
struct Organization {
    id: Id<Organization>,
}

/// A product of an organization.
#[table(name = "org_products", tenant = Organization)]
struct Product {
    id: Id<Product>,
    organization_id: Id<Organization>,
}

fn main() {
    let from_the_url: Id<Product> = Id::generate();
    let _ = Product::find(from_the_url);
}
