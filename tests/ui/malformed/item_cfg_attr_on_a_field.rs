use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[cfg_attr(unix, doc = "how many may use it")]
    pub seats: i32,
}

fn main() {}
