use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub seats: i32,
    #[column(generated(rust = "seats * 2"))]
    pub twice: i32,
}

fn main() {}
