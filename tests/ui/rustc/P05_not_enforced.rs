//! P05, P05: to a tenant table, and to the root.
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
#[table(name = "org_products", tenant = Organization, waive(validated = "old rows"))]
pub struct Product {
    pub id: Id<Product>,
    #[column(not_enforced)]
    pub organization_id: Id<Organization>,
    #[column(on_delete = restrict, why = "a category with products is kept", not_enforced)]
    pub category_id: Id<Category>,
}

fn main() {}
