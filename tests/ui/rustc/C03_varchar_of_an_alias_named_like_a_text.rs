use peristyle::prelude::*;

type String = i32;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(varchar(9))]
    pub note: String,
}

fn main() {}
