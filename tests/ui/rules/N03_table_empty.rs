use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "")]
pub struct Plan {
    pub id: Id<Plan>,
}

fn main() {}
