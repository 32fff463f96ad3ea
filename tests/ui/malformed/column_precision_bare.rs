use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(precision)]
    pub since: peristyle::Timestamp,
}

fn main() {}
