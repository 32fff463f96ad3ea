//! P03: an aggregate is filtered by a condition on another table.

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
    let _ = Product::select(tenant).aggregate(Product::STOCK.sum().filter(Country::PEOPLE.gt(1)));
}

fn main() {}
