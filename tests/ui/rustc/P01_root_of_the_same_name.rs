use peristyle::prelude::*;

pub mod former {
    use peristyle::prelude::*;

    /// A customer account before the merger.
    #[table(name = "former_organizations", tenant_root)]
    pub struct Organization {
        pub id: Id<Organization>,
    }
}

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization)]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<former::Organization>,
}

fn main() {}
