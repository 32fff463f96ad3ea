use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", check(sql = "NOT EXISTS (SELECT FROM plans)"))]
pub struct Plan {
    pub id: Id<Plan>,
    pub seats: i32,
}

fn main() {}
