use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(json = true, waive(jsonb = "the order of the keys counts"))]
    pub value: Json<i32>,
}

fn main() {}
