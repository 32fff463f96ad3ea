use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(waive(sized_decimal = "any number"))]
    pub seats: i32,
}

fn main() {}
