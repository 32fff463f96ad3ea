use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(serial(sql_type = "text"))]
    pub number: i32,
}

fn main() {}
