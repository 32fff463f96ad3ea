use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", primary_key(cod))]
pub struct Plan {
    pub code: String,
}

fn main() {}
