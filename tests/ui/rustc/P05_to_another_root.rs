use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// A company that delivers.
#[table(name = "suppliers", tenant_root, prefix = "sup_")]
pub struct Supplier {
    pub id: Id<Supplier>,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization)]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = restrict, why = "a supplier of products is kept")]
    pub supplier_id: Id<Supplier>,
}

fn main() {}
