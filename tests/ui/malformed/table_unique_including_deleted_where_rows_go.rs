use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", unique(code, including_deleted), waive(soft_delete = "plans are few"))]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
    pub seats: i32,
}

fn main() {}
