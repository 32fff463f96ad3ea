//! F01, W01: the waiver stands on the wrong column.

use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(waive(foreign_key = "an id of the bank"))]
    pub bank: String,
    pub bank_id: String,
}

fn main() {}
