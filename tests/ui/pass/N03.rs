use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", unique(code, name = "plan_plan_plan_plan_plan_plan_plan_plan_plan_plan_plan_plan_abc"))]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
}

schema! { pub SCHEMA = [Plan] }
