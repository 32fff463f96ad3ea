use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub phone_a: String,
    pub phone_b: Option<String>,
}

fn main() {}
