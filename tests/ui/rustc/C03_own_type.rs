use peristyle::prelude::*;

/// So much of something.
#[derive(Debug, Clone)]
pub struct Amount(pub i64);

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub amount: Amount,
}

fn main() {}
