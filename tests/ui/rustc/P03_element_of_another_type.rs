use peristyle::prelude::*;
use rust_decimal::Decimal;

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
    pub rank: i64,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization, unique(sku))]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub sku: String,
    pub stock: i64,
    pub reserved: Option<i64>,
    #[column(numeric(10, 2))]
    pub price: Decimal,
    pub tags: Vec<String>,
}

pub fn change(update: peristyle::query::Update<Product>, factor: Decimal) {
    let _ = factor;
    let _ = update.set(Product::TAGS, Product::TAGS.append(1));
}

fn main() {}
