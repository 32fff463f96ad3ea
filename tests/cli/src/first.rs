//! The structs of the first release.

use peristyle::prelude::*;

/// A shop.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
    #[column(max_len = 100)]
    pub name: String,
}

/// Something that a shop sells.
#[table(name = "org_products", tenant = Organization, unique(sku))]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    #[column(max_len = 40)]
    pub sku: String,
    pub note: Option<String>,
}

schema! { pub SCHEMA = [Organization, Product] }
