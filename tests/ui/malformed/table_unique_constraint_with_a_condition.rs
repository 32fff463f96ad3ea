use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", unique(code, constraint, only(seats > 1), including_deleted), waive(unique_live = "a code is given once"))]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
    pub seats: i32,
}

fn main() {}
