use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    #[column(default = "00000000-0000-7000-8000-000000000000")]
    pub id: Id<Plan>,
}

fn main() {}
