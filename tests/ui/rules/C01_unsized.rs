use peristyle::prelude::*;
use rust_decimal::Decimal;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub price: Decimal,
}

fn main() {}
