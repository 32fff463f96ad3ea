use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(json, waive(jsonb = "the order of the keys counts"))]
    pub features: String,
}

fn main() {}
