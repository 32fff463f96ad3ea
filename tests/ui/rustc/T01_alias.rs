use peristyle::prelude::*;

type Stamp = i64;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub created_at: Stamp,
}

fn main() {}
