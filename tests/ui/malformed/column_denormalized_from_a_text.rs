use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(denormalized(from = "name", why = "a list shows it"))]
    pub value: String,
}

fn main() {}
