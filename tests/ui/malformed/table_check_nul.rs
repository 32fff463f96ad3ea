use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", check(code != "a\0b"))]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
}

fn main() {}
