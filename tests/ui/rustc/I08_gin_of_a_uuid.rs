use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", index(token, method = gin))]
pub struct Plan {
    pub id: Id<Plan>,
    pub token: uuid::Uuid,
}

fn main() {}
