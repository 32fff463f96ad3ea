use peristyle::prelude::*;

type Seats = u16;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub seats: Seats,
}

fn main() {}
