use peristyle::prelude::*;

/// A position of an order.
#[table(name = "positions", statistics(cents, total))]
pub struct Position {
    pub id: Id<Position>,
    pub cents: i64,
    pub pieces: i64,
    #[column(generated(sql = "cents * pieces", virtual))]
    pub total: i64,
}

fn main() {}
