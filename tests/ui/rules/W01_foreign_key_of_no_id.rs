use peristyle::prelude::*;

type ShopRef = uuid::Uuid;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(waive(foreign_key = "an id of the bank"))]
    pub shop: ShopRef,
}

fn main() {}
