//! E0106: a row owns what it holds.

use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub name: &str,
}

fn main() {}
