use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(references = String, on_delete = restrict, why = "a shop with plans is kept")]
    pub shop: String,
}

fn main() {}
