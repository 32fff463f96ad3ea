use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
impl Clone for Missing {
    fn clone(&self) -> Self {
        Missing
    }
}

pub struct Missing;

fn main() {}
