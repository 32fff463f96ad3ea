use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", index(code), index(code(desc)))]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
}

fn main() {}
