use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "Plans")]
pub struct Plan {
    pub id: Id<Plan>,
}

fn main() {}
