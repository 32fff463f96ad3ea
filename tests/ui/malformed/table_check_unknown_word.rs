use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", check(seats > 0, notvalid))]
pub struct Plan {
    pub id: Id<Plan>,
    pub seats: i32,
}

fn main() {}
