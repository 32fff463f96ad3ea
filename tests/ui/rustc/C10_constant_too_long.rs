use peristyle::prelude::*;

const COUNTRY: &str = "none";

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(varchar(2), default = COUNTRY)]
    pub country: String,
}

fn main() {}
