use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(name = "inserted")]
    pub created_at: peristyle::Timestamp,
}

fn main() {}
