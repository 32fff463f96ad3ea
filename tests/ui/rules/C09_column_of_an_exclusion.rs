use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", exclude(cod with "="))]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
    pub seats: i32,
}

fn main() {}
