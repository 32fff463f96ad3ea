use peristyle::prelude::*;

type Name = String;

/// What a customer pays for.
#[table(name = "plans", check(name >= 1))]
pub struct Plan {
    pub id: Id<Plan>,
    pub name: Option<Name>,
}

fn main() {}
