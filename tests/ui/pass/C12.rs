use peristyle::prelude::*;

/// A position of an order.
#[table(name = "positions", index(sql("cents * pieces")), check(total >= 0))]
pub struct Position {
    pub id: Id<Position>,
    pub cents: i64,
    pub pieces: i64,
    pub note: Option<String>,
    /// What the position costs.
    #[column(generated(sql = "cents * pieces", virtual))]
    pub total: i64,
    #[column(generated(sql = "lower(note)", virtual))]
    pub plain_note: Option<String>,
}

schema! { min = 18; pub SCHEMA = [Position] }
