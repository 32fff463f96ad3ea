use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", index(lower(code)), index(lower(name)))]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
    pub name: String,
}

fn main() {}
