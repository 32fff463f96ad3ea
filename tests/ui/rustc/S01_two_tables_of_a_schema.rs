use peristyle::prelude::*;

/// What a customer pays for.
#[table(schema = "billing", name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
}

/// What a call costs, in another schema.
#[table(schema = "calls", name = "plans")]
pub struct Tariff {
    pub id: Id<Tariff>,
}

/// What a customer paid for.
#[table(schema = "billing", name = "plans")]
pub struct Past {
    pub id: Id<Past>,
}

schema! { pub SCHEMA = [Plan, Tariff, Past] }

fn main() {}
