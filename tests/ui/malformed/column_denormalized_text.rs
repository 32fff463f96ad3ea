use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(denormalized = "Plan::NAME")]
    pub value: String,
}

fn main() {}
