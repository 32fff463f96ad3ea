use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", unique(code, sql = "coalesce(deleted_at, 'infinity')"))]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
}

fn main() {}
