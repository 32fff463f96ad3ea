use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// What is used to sort products.
#[table(name = "org_categories", tenant = Organization)]
pub struct Category {
    pub id: Id<Category>,
    pub organization_id: Id<Organization>,
    pub name: String,
    pub rank: i64,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization)]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    pub name: String,
    pub stock: i64,
    pub tags: Vec<String>,
    #[column(on_delete = restrict, why = "a category in use stays")]
    pub category_id: Id<Category>,
}

pub fn search(tenant: Tenant<Organization>) {
    let _ = Product::select(tenant).filter(Product::TAGS.has(1));
}

fn main() {}
