use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", derive_insert = "PartialEq")]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
    pub seats: i32,
}

fn main() {}
