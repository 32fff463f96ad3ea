use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// What a customer pays for.
#[table(name = "org_plans", tenant = Organization, index(tags, method = gin))]
pub struct Plan {
    pub id: Id<Plan>,
    pub organization_id: Id<Organization>,
    pub tags: Vec<String>,
}

fn main() {}
