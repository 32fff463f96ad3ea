use peristyle::prelude::*;

type PlanId = Id<Plan>;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: PlanId,
}

fn main() {}
