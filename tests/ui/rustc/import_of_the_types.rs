//! E0425, E0425, E0425, E0425, E0425, E0425, E0425, E0433: types of the prelude, of the crate and of the user. Each once

use peristyle::table;

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
    pub sku: String,
    pub sold_at: Timestamp,
    pub archived_at: Option<Timestamp>,
    pub settings: Json<Vec<String>>,
    #[column(default = State::Draft)]
    pub state: State,
}

fn main() {}
