use peristyle::prelude::*;

type ShopRef = uuid::Uuid;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(name = "shop_id")]
    pub shop: ShopRef,
}

fn main() {}
