use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", history, row_security)]
pub struct Plan {
    pub id: Id<Plan>,
}

fn main() {}
