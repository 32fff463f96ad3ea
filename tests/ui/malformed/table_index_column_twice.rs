use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", unique(code, code))]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
}

fn main() {}
