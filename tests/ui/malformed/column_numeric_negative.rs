use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(numeric(10, -2))]
    pub value: rust_decimal::Decimal,
}

fn main() {}
