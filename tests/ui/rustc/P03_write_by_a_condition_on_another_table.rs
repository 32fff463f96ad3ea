use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// What is used to sort products.
#[table(name = "org_categories", tenant = Organization, unique(name))]
pub struct Category {
    pub id: Id<Category>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub name: String,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization, unique(sku))]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub sku: String,
}

pub fn clear(tenant: Tenant<Organization>) {
    let _ = Product::delete_many(tenant, Category::NAME.eq("old"));
}

fn main() {}
