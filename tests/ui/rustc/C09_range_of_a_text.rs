use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", check((0..10).contains(&name)))]
pub struct Plan {
    pub id: Id<Plan>,
    pub name: String,
}

fn main() {}
