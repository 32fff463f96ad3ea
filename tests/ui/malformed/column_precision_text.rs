use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(precision("3"))]
    pub since: peristyle::Timestamp,
}

fn main() {}
