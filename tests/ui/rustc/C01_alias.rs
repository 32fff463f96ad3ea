use peristyle::prelude::*;

type Money = rust_decimal::Decimal;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub price: Money,
}

fn main() {}
