use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(varchar(2), default = "none")]
    pub country: String,
}

fn main() {}
