use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", index(seats, only(sql = "since > CURRENT_DATE")))]
pub struct Plan {
    pub id: Id<Plan>,
    pub seats: i32,
    pub since: chrono::NaiveDate,
}

fn main() {}
