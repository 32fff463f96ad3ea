use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "entries", append_only, history)]
pub struct Plan {
    pub id: Id<Plan>,
}

fn main() {}
