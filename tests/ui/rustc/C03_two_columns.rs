//! C03, C03: two columns of no type.

use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub seats: u32,
    pub letter: char,
}

fn main() {}
