use peristyle::prelude::*;

type Seats = i16;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default = 100000)]
    pub seats: Option<Seats>,
}

fn main() {}
