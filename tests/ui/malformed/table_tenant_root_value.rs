use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", tenant_root = true)]
pub struct Plan {
    pub id: Id<Plan>,
}

fn main() {}
