use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", primary_key(name = "PK_Plan"))]
pub struct Plan {
    pub id: Id<Plan>,
}

fn main() {}
