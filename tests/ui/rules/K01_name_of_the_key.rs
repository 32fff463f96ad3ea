use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    #[column(name = "plan_id")]
    pub id: Id<Plan>,
}

fn main() {}
