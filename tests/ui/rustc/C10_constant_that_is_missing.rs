//! E0425: there is no such constant
use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default = LIMIT)]
    pub seats: i32,
}

fn main() {}
