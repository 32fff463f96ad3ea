//! The structs of an older shop, with waivers.

use peristyle::prelude::*;

/// A shop.
#[table(name = "organizations", tenant_root, waive(soft_delete = "shops stay"))]
pub struct Organization {
    pub id: Id<Organization>,
    #[column(max_len = 100)]
    pub name: String,
}

/// Something that a shop sells.
#[table(name = "org_products", tenant = Organization, unique(sku), waive(soft_delete = "TODO: 5 rows"))]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    #[column(max_len = 40)]
    pub sku: String,
    #[column(waive(exact_money = "TODO: 5 rows"))]
    pub price: f64,
}

schema! { pub SCHEMA = [Organization, Product] }
