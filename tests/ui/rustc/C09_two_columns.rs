use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", check(seats < name))]
pub struct Plan {
    pub id: Id<Plan>,
    pub seats: i32,
    pub name: String,
}

fn main() {}
