//! The structs of a release that the first one runs beside: an old name, a column that a trigger fills, a retired column.

use peristyle::prelude::*;

/// A shop.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
    #[column(max_len = 100)]
    pub name: String,
}

/// Something that a shop sells.
#[table(name = "org_products", tenant = Organization, unique(code))]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    #[column(max_len = 40, renamed_from = "sku", until = "0.5")]
    pub code: String,
    #[column(max_len = 80, backfill = "lower(code)", until = "0.5")]
    pub slug: String,
    #[column(retired = "nobody reads it")]
    pub note: Option<String>,
}

schema! { pub SCHEMA = [Organization, Product] }
