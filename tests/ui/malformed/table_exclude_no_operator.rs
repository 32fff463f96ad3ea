use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", exclude(code with "equals", seats with "="))]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
    pub seats: i32,
}

fn main() {}
