use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plan_plan_plan_plan_plan_plan_plan_plan_plan_plan_plan_plan_abcd")]
pub struct Plan {
    pub id: Id<Plan>,
}

fn main() {}
