use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(numeric(5, 2), default = 1e5)]
    pub price: rust_decimal::Decimal,
}

fn main() {}
