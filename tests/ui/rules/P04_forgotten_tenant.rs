//! P04: `tenant = Organization` is forgotten; what follows from it is not reported

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// A group of products.
#[table(name = "org_categories", tenant = Organization)]
pub struct Category {
    pub id: Id<Category>,
    pub organization_id: Id<Organization>,
}

/// Something that is sold.
#[table(name = "org_products", unique(sku))]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = set_null, why = "a product outlives its category")]
    pub category_id: Option<Id<Category>>,
    #[column(max_len = 40)]
    pub sku: String,
}

pub fn lamps(tenant: Tenant<Organization>) {
    let _ = Product::find_by_sku(tenant, "lamp");
}

schema! { pub SCHEMA = [Organization, Category, Product] }

fn main() {}
