use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default = "1 day")]
    pub trial: peristyle::Interval,
}

fn main() {}
