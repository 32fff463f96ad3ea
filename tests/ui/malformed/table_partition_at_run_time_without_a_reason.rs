use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", partition(hash(id), at_run_time = " "))]
pub struct Plan {
    pub id: Id<Plan>,
}

fn main() {}
