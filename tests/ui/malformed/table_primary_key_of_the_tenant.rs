use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// What a customer pays for.
#[table(name = "org_plans", tenant = Organization, primary_key(organization_id))]
pub struct Plan {
    pub organization_id: Id<Organization>,
}

fn main() {}
