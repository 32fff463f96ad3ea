use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default = chrono::NaiveDate::MIN)]
    pub since: chrono::NaiveDate,
}

fn main() {}
