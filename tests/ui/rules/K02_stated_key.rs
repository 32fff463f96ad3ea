use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", primary_key(code), waive(primary_key = "its code"))]
pub struct Plan {
    pub code: String,
}

fn main() {}
