//! P01, malformed: the tenant column is missing too

use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", tenant = "Organization")]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
    pub seats: i32,
}

fn main() {}
