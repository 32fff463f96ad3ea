use peristyle::prelude::*;

const LIMIT: i32 = 5;

/// How many.
#[derive(Debug, Clone, ColumnType)]
pub struct Seats(i32);

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default = LIMIT)]
    pub seats: Seats,
}

fn main() {}
