use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub seats: i32,
    #[column(generated(sql = "seats; DROP TABLE plans"))]
    pub twice: i32,
}

fn main() {}
