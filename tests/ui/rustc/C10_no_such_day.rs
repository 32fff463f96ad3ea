use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default = "2023-02-29")]
    pub since: time::Date,
}

fn main() {}
