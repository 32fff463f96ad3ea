use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", index(document, method = gin))]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(json, waive(jsonb = "the order of the keys counts"))]
    pub document: Json<Vec<i32>>,
}

fn main() {}
