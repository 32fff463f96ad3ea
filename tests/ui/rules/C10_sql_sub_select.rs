use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default_sql = "(SELECT 'a')")]
    pub starts: String,
}

fn main() {}
