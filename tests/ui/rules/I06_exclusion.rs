use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", exclude(deleted_at with "="))]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
}

fn main() {}
