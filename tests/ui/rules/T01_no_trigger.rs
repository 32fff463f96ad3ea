//! T01: another program that changes a row does not set the time.

use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(no_trigger)]
    pub updated_at: peristyle::Timestamp,
}

fn main() {}
