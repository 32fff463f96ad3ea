use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", waive(soft_delete = "plans are replaced\0"))]
pub struct Plan {
    pub id: Id<Plan>,
}

fn main() {}
