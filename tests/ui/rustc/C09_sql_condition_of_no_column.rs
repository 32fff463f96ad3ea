//! C09, C09: a condition in SQL names columns that the table does not have
use peristyle::prelude::*;
use peristyle::sql;

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
    #[column(name = "is_sold")]
    pub sold: bool,
}

pub fn lamps(tenant: Tenant<Organization>) {
    let _ = Product::select(tenant).filter(sql!(Product, "lower(skuu) = ?", "lamp"));
    let _ = Product::select(tenant).filter(sql!(Product, "sku = ? AND NOT is_sold", "lamp"));
    let _ = Product::select(tenant).filter(sql!(Product, "sku = ? AND NOT sold", "lamp"));
}

fn main() {}
