//! The structs of the second release: a column and an index more, a column that is required now.

use peristyle::prelude::*;

/// A shop.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
    #[column(max_len = 100)]
    pub name: String,
}

/// Something that a shop sells.
#[table(name = "org_products", tenant = Organization, unique(sku), index(title))]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    #[column(max_len = 40)]
    pub sku: String,
    #[column(max_len = 80)]
    pub title: String,
    pub note: Option<String>,
}

schema! { pub SCHEMA = [Organization, Product] }
