use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan
where
    i32: Copy,
{
    pub id: Id<Plan>,
}

fn main() {}
