use peristyle::prelude::*;

#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
}

fn main() {}
