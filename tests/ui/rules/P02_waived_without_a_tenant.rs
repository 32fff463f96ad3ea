//! W01: a table without a tenant has no row security to waive.

use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", waive(row_security = "plans are public"))]
pub struct Plan {
    pub id: Id<Plan>,
}

fn main() {}
