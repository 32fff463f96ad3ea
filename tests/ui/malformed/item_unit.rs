use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan;

fn main() {}
