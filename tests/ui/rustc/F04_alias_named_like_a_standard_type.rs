use peristyle::prelude::*;

type String = Option<i32>;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub note: String,
}

fn main() {}
