use peristyle::prelude::*;

type Moment = chrono::NaiveDateTime;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub ends_at: Option<Moment>,
}

fn main() {}
