use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan<T> {
    pub id: Id<Plan<T>>,
    pub value: T,
}

fn main() {}
