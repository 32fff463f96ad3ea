use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub fn plan() {}

fn main() {}
