//! E0599: the columns of groups are read without `.columns(..)`.

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
    pub name: String,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization)]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub sku: String,
    pub stock: i32,
    #[column(on_delete = set_null, why = "a product outlives its category")]
    pub category_id: Option<Id<Category>>,
}

pub fn products(tenant: Tenant<Organization>) {
    let _ = Product::select(tenant).columns((Product::SKU, Product::STOCK)).group_by(Product::SKU);
}

fn main() {}
