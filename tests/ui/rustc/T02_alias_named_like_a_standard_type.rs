use peristyle::prelude::*;

type String = chrono::NaiveDateTime;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub starts: String,
}

fn main() {}
