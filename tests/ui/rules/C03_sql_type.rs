use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(sql_type = "inet")]
    pub address: String,
}

fn main() {}
