use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", unique(updated_at))]
pub struct Plan {
    pub id: Id<Plan>,
}

fn main() {}
