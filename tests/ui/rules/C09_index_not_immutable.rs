use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", index(to_char(since, "YYYY")))]
pub struct Plan {
    pub id: Id<Plan>,
    pub since: chrono::NaiveDate,
}

fn main() {}
