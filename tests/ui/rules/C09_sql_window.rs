use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", check(sql = "row_number() OVER (ORDER BY seats) < 10"))]
pub struct Plan {
    pub id: Id<Plan>,
    pub seats: i32,
}

fn main() {}
