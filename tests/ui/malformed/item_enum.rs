use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub enum Plan {
    Free,
    Paid,
}

fn main() {}
