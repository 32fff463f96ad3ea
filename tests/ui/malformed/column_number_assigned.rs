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
    #[column(number_per_tenant = "year")]
    pub number: i64,
}

fn main() {}
