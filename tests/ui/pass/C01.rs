use peristyle::prelude::*;
use rust_decimal::Decimal;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(numeric(10, 2))]
    pub price: Decimal,
    #[column(numeric(5, 4))]
    pub discount: Option<Decimal>,
}

schema! { pub SCHEMA = [Plan] }
