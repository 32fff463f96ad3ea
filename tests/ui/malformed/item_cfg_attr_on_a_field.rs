use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[cfg_attr(unix, allow(dead_code))]
    pub seats: i32,
}

fn main() {}
