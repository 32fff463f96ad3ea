use peristyle::prelude::*;

type Seats = i32;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(varchar(10))]
    pub seats: Option<Seats>,
}

fn main() {}
