use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", tenant_root, prefix = 1)]
pub struct Plan {
    pub id: Id<Plan>,
}

fn main() {}
