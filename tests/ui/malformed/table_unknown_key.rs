use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// What a customer pays for. The key counts as the one that was meant, so that nothing is reported that follows from a missing tenant.
#[table(name = "org_plans", tennant = Organization)]
pub struct Plan {
    pub id: Id<Plan>,
    pub organization_id: Id<Organization>,
    pub code: String,
    pub seats: i32,
}

fn main() {}
