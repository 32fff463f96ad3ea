use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default = "now")]
    pub updated_at: peristyle::Timestamp,
}

fn main() {}
