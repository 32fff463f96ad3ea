use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", waive(time_zone = "opening hours, in the time of the place"))]
pub struct Plan {
    pub id: Id<Plan>,
    pub starts_at: chrono::NaiveDateTime,
}

fn main() {}
