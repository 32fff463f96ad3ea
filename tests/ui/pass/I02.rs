use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", unique(code), index(seats, code))]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
    pub seats: i32,
}

schema! { pub SCHEMA = [Plan] }
