use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default = ["one", 2])]
    pub tags: Vec<String>,
}

fn main() {}
