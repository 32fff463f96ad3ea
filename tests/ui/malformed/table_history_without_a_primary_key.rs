use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", history, waive(primary_key = "an older table"))]
pub struct Plan {
    pub code: String,
}

fn main() {}
