use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub plan_plan_plan_plan_plan_plan_plan_plan_plan_plan_plan_plan_abcd: bool,
}

fn main() {}
