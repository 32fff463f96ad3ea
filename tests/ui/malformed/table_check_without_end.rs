use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", check(weight < 1e400))]
pub struct Plan {
    pub id: Id<Plan>,
    pub weight: f64,
}

fn main() {}
