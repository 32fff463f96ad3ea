use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", check(sql = "seats < (SELECT 1)"))]
pub struct Plan {
    pub id: Id<Plan>,
    pub seats: i32,
}

fn main() {}
