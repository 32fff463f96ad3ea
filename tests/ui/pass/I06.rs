use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", unique(code), index(deleted_at))]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
}

schema! { pub SCHEMA = [Plan] }
