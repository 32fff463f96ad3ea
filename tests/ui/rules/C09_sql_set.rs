use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", index(sql = "generate_series(1, seats)"))]
pub struct Plan {
    pub id: Id<Plan>,
    pub seats: i32,
}

fn main() {}
