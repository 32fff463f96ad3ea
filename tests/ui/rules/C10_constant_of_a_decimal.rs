use peristyle::prelude::*;

const PRICE: i32 = 5;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(numeric(5, 2), default = PRICE)]
    pub price: rust_decimal::Decimal,
}

fn main() {}
