use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub mod plan {}

fn main() {}
