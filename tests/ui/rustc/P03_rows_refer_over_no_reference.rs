//! P03: a column that refers to no table has no such method.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization, unique(sku))]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub sku: String,
    pub price: Option<i64>,
    pub stock: i64,
    #[column(on_delete = set_null, why = "a product outlives its category")]
    pub category_id: Option<Id<Category>>,
}

/// A group of products.
#[table(name = "org_categories", tenant = Organization)]
pub struct Category {
    pub id: Id<Category>,
    pub organization_id: Id<Organization>,
    pub name: String,
    #[column(on_delete = restrict, why = "a category with children is emptied first")]
    pub parent_id: Option<Id<Category>>,
}

pub fn products(tenant: Tenant<Organization>) {
    let _ = Category::select(tenant).filter(Product::STOCK.exists_in(Product::select(tenant)));
}

fn main() {}
