use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", history = 7)]
pub struct Plan {
    pub id: Id<Plan>,
}

fn main() {}
