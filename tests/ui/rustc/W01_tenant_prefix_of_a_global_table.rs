use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", waive(tenant_prefix = "an older name"))]
pub struct Plan {
    pub id: Id<Plan>,
}

fn main() {}
