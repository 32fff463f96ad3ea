//! C12, C12, C12: by its expression, by its condition, and beside its columns.
use peristyle::prelude::*;

/// A position of an order.
#[table(name = "positions", index(sql("total + 1")), index(cents, only(total > 0)), index(pieces, include(total)))]
pub struct Position {
    pub id: Id<Position>,
    pub cents: i64,
    pub pieces: i64,
    #[column(generated(sql = "cents * pieces", virtual))]
    pub total: i64,
}

fn main() {}
