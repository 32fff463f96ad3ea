use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", partition(hash(id), child("plans_a", 1), child("plans_b")))]
pub struct Plan {
    pub id: Id<Plan>,
}

fn main() {}
