use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", named_insert)]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: Option<String>,
    #[column(default = 1)]
    pub seats: i32,
}

fn main() {}
