use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", foreign_key)]
pub struct Plan {
    pub id: Id<Plan>,
    pub country: String,
    pub region: i32,
}

fn main() {}
