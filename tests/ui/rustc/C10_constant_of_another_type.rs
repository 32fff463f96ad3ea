//! E0308: a constant of another type
use peristyle::prelude::*;

const LIMIT: u32 = 5;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default = LIMIT)]
    pub seats: i32,
}

fn main() {}
