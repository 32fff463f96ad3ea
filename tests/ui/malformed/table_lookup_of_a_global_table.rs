use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", unique(code, tenant_lookup))]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
}

fn main() {}
