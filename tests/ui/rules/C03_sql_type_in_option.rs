use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(sql_type = "timestamptz(3)")]
    pub since: Option<String>,
}

fn main() {}
