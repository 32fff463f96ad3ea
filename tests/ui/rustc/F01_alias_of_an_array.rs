use peristyle::prelude::*;

type ShopRefs = Vec<String>;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub shop_ids: ShopRefs,
}

fn main() {}
