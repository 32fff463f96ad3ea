use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default_sql = "timestamptz '2020-01-01'")]
    pub created_at: peristyle::Timestamp,
}

fn main() {}
