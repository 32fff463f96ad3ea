use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", index(code, only(deleted_at.is_some())))]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
}

fn main() {}
