use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", primary_key(key))]
pub struct Plan {
    pub key: Id<Plan>,
}

fn main() {}
