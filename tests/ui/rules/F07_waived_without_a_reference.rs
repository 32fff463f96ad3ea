//! W01: a table without a foreign key has no reference to waive.

use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", waive(live_reference = "plans are independent"))]
pub struct Plan {
    pub id: Id<Plan>,
}

fn main() {}
