use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", check(seats > 0), check(seats < 1000, name = "plans_few_seats"))]
pub struct Plan {
    pub id: Id<Plan>,
    pub seats: i32,
}

schema! { pub SCHEMA = [Plan] }
