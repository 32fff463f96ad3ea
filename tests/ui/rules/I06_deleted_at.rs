use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", unique(deleted_at))]
pub struct Plan {
    pub id: Id<Plan>,
}

fn main() {}
