use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub union Plan {
    pub a: i32,
    pub b: i32,
}

fn main() {}
