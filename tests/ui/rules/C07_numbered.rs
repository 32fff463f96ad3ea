use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub phone1: String,
    pub phone2: Option<String>,
}

fn main() {}
