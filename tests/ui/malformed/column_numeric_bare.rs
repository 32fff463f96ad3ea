use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(numeric)]
    pub value: rust_decimal::Decimal,
}

fn main() {}
