//! F01, F01: two ids without a reference.

use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub shop_id: uuid::Uuid,
    pub owner_id: Option<i64>,
}

fn main() {}
