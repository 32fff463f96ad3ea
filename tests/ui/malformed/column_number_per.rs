//! malformed, malformed, malformed, malformed, malformed: columns that nothing can be counted by.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// What a customer owes.
#[table(name = "org_invoices", tenant = Organization)]
pub struct Invoice {
    pub id: Id<Invoice>,
    pub organization_id: Id<Organization>,
    pub year: Option<i32>,
    pub created_at: peristyle::Timestamp,
    #[column(number_per_tenant(per(organization_id, yer, year, number, created_at)))]
    pub number: i64,
}

fn main() {}
