use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
}

/// What a call costs.
#[table(name = "plans")]
pub struct Tariff {
    pub id: Id<Tariff>,
}

schema! { pub SCHEMA = [Plan, Tariff] }

fn main() {}
