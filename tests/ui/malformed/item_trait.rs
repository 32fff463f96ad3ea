use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub trait Plan {}

fn main() {}
