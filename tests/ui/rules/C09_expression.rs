use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", index(lower(cod)))]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
    pub seats: i32,
}

fn main() {}
