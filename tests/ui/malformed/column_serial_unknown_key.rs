use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(serial(start = 3))]
    pub number: i32,
}

fn main() {}
