use peristyle::prelude::*;
use rust_decimal::Decimal;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(numeric(1001, 2))]
    pub price: Decimal,
}

fn main() {}
