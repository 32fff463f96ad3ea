use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default = "{\"seats\": }")]
    pub features: Json<Vec<i32>>,
}

fn main() {}
