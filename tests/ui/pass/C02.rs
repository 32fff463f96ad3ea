use peristyle::prelude::*;
use rust_decimal::Decimal;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(numeric(12, 2))]
    pub price: Decimal,
    pub fee: i64,
}

schema! { pub SCHEMA = [Plan] }
