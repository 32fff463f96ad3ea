use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", history, waive(timestamps = "an older table"))]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(no_trigger)]
    pub updated_at: peristyle::Timestamp,
}

fn main() {}
