use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", index(code(ops = "gin_trgm_ops"), method = gin, include(seats)))]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
    pub seats: i32,
}

fn main() {}
