use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", waive(timestamps = "written by hand"))]
pub struct Plan {
    pub id: Id<Plan>,
    pub created_at: peristyle::Timestamp,
    pub updated_at: peristyle::Timestamp,
}

fn main() {}
