use peristyle::prelude::*;

/// A customer account; every tenant row belongs to one.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// What a customer pays for.
#[table(name = "plans", waive(tenant_prefix = "an older name"))]
pub struct Plan {
    pub id: Id<Plan>,
}

schema! { pub SCHEMA = [Organization, Plan] }

fn main() {}
