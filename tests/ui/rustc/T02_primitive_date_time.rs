use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub starts_at: time::PrimitiveDateTime,
}

fn main() {}
