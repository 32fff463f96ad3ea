use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "org_plans", tenant_root, tenant = Plan)]
pub struct Plan {
    pub id: Id<Plan>,
}

fn main() {}
