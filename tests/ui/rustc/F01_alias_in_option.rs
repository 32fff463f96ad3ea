use peristyle::prelude::*;

type ShopRef = i64;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub shop_id: Option<ShopRef>,
}

fn main() {}
