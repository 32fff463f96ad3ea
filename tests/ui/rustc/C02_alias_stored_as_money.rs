use peristyle::prelude::*;

type Money = f32;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(name = "unit_price")]
    pub per_unit: Money,
}

fn main() {}
