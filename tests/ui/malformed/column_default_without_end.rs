use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default = 1e400)]
    pub weight: f64,
}

fn main() {}
