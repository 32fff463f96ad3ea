use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", check(seats > 0, message = "a plan has seats\0"))]
pub struct Plan {
    pub id: Id<Plan>,
    pub seats: i32,
}

fn main() {}
