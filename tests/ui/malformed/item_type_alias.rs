use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub type Plan = i32;

fn main() {}
