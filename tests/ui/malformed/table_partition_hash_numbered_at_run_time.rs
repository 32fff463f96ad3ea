use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", partition(hash(id), 4, at_run_time = "operators make them"))]
pub struct Plan {
    pub id: Id<Plan>,
}

fn main() {}
