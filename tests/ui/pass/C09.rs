use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", check(name.len() > 0), check(seats <= most_seats))]
pub struct Plan {
    pub id: Id<Plan>,
    pub name: String,
    pub seats: i32,
    pub most_seats: Option<i32>,
}

schema! { pub SCHEMA = [Plan] }
