//! malformed, malformed, malformed, malformed: one malformed key does not hide the next.

use peristyle::prelude::*;

/// What a customer pays for.
#[table(nme = "plans", unique, append_only = 1, primary_key = id)]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
    pub seats: i32,
}

fn main() {}
