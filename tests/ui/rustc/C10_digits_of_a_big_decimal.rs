use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(numeric(5, 2), default = 1000.5)]
    pub heft: bigdecimal::BigDecimal,
}

fn main() {}
