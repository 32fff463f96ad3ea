use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default = 99999999999999999999999999999999999999999999)]
    pub value: i64,
}

fn main() {}
