//! malformed, E0658: rustc refuses it as well.

use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub seats: i32 = 1,
}

fn main() {}
