//! C03, C03: the newtype of two unique columns derives nothing; finder and look-up do not report it again

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// What a shelf has on it.
#[derive(Clone, Debug)]
pub struct Sku(pub String);

/// Something that is sold.
#[table(
    name = "org_products",
    tenant = Organization,
    unique(sku),
    unique(code, global, tenant_lookup),
    waive(unique_per_tenant = "a code says whose product it is")
)]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    pub sku: Sku,
    pub code: Option<Sku>,
}

fn main() {}
