use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", check(name > 0))]
pub struct Plan {
    pub id: Id<Plan>,
    pub name: String,
}

fn main() {}
