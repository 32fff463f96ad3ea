use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", index(code, name = "plans_by"), index(seats, name = "plans_by"))]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
    pub seats: i32,
}

fn main() {}
