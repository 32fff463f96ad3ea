use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan<const N: usize> {
    pub value: [u8; N],
}

fn main() {}
