use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub plan_id: Id<Plan>,
}

fn main() {}
