use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(name = "created_at")]
    pub inserted: peristyle::Timestamp,
}

fn main() {}
