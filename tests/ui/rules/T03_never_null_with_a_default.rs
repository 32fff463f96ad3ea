//! T03, T03: a row that was deleted before it was there.

use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default_sql = "now()")]
    pub deleted_at: peristyle::Timestamp,
}

fn main() {}
