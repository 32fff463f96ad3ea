use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", history)]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(precision(3))]
    pub updated_at: peristyle::Timestamp,
}

fn main() {}
