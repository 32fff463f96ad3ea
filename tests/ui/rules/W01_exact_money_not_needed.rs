use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(waive(exact_money = "an estimate"))]
    pub seats: f64,
}

fn main() {}
