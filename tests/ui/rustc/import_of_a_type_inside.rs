//! E0425, E0425, E0425, E0425: a misspelt table and types that are not imported, inside other types. Each once, and no type parameter is offered

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// A kind of product.
#[table(name = "org_categories", tenant = Organization)]
pub struct Category {
    pub id: Id<Category>,
    pub organization_id: Id<Organization>,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization)]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = set_null, why = "a product outlives its category")]
    pub category_id: Option<Id<Categry>>,
    #[column(on_delete = restrict, why = "a product has a brand")]
    pub brand_id: Id<Brand>,
    pub sold_at: Option<Timestamp>,
    #[column(default = "{}")]
    pub settings: Json<Settings>,
}

fn main() {}
