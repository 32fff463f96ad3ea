use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub name: String,
    #[column(default_sql = "plans.name")]
    pub starts: String,
}

fn main() {}
