use peristyle::prelude::*;
use peristyle::{Range, Timestamp};

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// What is paid at a time.
#[table(
    name = "org_prices",
    tenant = Organization,
    unique(code, valid_at, without_overlaps),
    waive(soft_delete = "a price is a fact")
)]
pub struct Price {
    pub id: Id<Price>,
    pub organization_id: Id<Organization>,
    pub code: i32,
    pub valid_at: Range<Timestamp>,
}

schema! { min = 18; pub SCHEMA = [Organization, Price] }

pub fn find(tenant: Tenant<Organization>, day: chrono::NaiveDate) {
    let _ = Price::find_by_code_at(tenant, 1, day);
}

fn main() {}
