use peristyle::prelude::*;

/// What it costs.
#[derive(Debug, Clone, ColumnType)]
pub struct Money(f64);

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub prices: Vec<Money>,
}

fn main() {}
