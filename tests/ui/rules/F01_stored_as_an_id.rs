use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(name = "shop_id")]
    pub shop: uuid::Uuid,
}

fn main() {}
