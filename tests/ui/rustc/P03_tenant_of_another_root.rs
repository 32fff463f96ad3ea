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
}

/// A company that delivers.
#[table(name = "suppliers", tenant_root, prefix = "sup_")]
pub struct Supplier {
    pub id: Id<Supplier>,
}

pub fn products(tenant: Tenant<Supplier>) {
    let _ = Product::select(tenant);
}

fn main() {}
