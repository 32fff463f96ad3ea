use peristyle::prelude::*;

type ShopRef = uuid::Uuid;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub shop_id: ShopRef,
}

fn main() {}
