use peristyle::prelude::*;

type Moment = chrono::NaiveDateTime;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub starts_at: Moment,
}

fn main() {}
