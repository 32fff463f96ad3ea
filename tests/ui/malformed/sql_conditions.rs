//! malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed: each line is wrong in its own way

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
}

use peristyle::sql;

pub fn lamps(tenant: Tenant<Organization>) {
    let select = || Product::select(tenant);
    let _ = select().filter(sql!(Product, "sku = ?"));
    let _ = select().filter(sql!(Product, "sku = ?", "a", "b"));
    let _ = select().filter(sql!(Product, "sku =?", "a"));
    let _ = select().filter(sql!(Product, "sku = ? OR sku = $2", "a"));
    let _ = select().filter(sql!(Product, "true) OR (true"));
    let _ = select().filter(sql!(Product, "true; DELETE FROM org_products"));
    let _ = select().filter(sql!(Product, "true -- AND"));
    let _ = select().filter(sql!(Product, "id IN (SELECT id FROM org_products)"));
    let _ = select().filter(sql!(Product, "org_products.sku = ?", "a"));
    let _ = select().filter(sql!(Product, "count(*) > 0"));
    let _ = select().filter(sql!(Product, "set_config(? , ?, true) = ?", "a", "b", "c"));
    let _ = select().filter(sql!(Product, ""));
    let _ = select().filter(sql!(Product));
    let _ = select().filter(sql!("sku = ?", "a"));
}

fn main() {}
