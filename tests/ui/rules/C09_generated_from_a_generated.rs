use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub seats: i32,
    #[column(generated(sql = "seats * 3"))]
    pub thrice: i32,
    #[column(generated(sql = "thrice - seats"))]
    pub twice: i32,
}

fn main() {}
