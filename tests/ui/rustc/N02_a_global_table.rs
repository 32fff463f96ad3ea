use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// What a customer pays for.
#[table(name = "org_plans")]
pub struct Plan {
    pub id: Id<Plan>,
}

schema! { pub SCHEMA = [Organization, Plan] }

fn main() {}
