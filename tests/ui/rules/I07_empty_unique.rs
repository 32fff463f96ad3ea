use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", unique(code, only(is_public && !deleted_at.is_none())))]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
    pub is_public: bool,
}

fn main() {}
