use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub phone_one: String,
    pub phone_two: Option<String>,
}

fn main() {}
