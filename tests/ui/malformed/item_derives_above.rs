use peristyle::prelude::*;

#[derive(Debug, PartialEq)]
/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub name: String,
}

fn main() {}
