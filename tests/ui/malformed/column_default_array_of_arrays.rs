use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default = [["a"]])]
    pub value: Vec<String>,
}

fn main() {}
