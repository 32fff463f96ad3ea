use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub seats: i32,
    #[column(generated(sql = "seats * 2"), default_sql = "2")]
    pub twice: i32,
}

fn main() {}
