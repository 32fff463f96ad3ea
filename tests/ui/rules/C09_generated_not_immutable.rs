use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub seats: i32,
    #[column(generated(sql = "current_date + seats"))]
    pub ends: chrono::NaiveDate,
}

fn main() {}
