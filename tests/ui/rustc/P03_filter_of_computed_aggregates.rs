//! P03: the filter belongs to an aggregate, not to what is computed from it.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization)]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    pub sku: String,
    pub stock: i32,
}

/// A country.
#[table(name = "countries")]
pub struct Country {
    pub id: Id<Country>,
    pub people: i32,
}

pub fn list(tenant: Tenant<Organization>) {
    let _ = Product::select(tenant).aggregate((Product::STOCK.sum() * 2).filter(Product::STOCK.gt(1)));
}

fn main() {}
