use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", named_insert = true)]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
    #[column(default = 1)]
    pub seats: i32,
}

fn main() {}
