use peristyle::prelude::*;

/// Where a product stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
pub enum State {
    Draft,
    Active,
}

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization, index(state))]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    pub state: State,
}

fn main() {}
