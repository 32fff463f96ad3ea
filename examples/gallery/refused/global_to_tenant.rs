//! A global table, which all tenants read, refers to a row of one tenant.

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

/// The offer on the home page.
#[table(name = "banners")]
struct Banner {
    id: Id<Banner>,
    #[column(on_delete = cascade, why = "a banner means nothing without its product")]
    product_id: Id<Product>,
}

fn main() {}
