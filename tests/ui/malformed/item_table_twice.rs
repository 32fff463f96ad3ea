use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
#[table(name = "prices")]
pub struct Plan {
    pub id: Id<Plan>,
}

fn main() {}
