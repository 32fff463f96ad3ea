use peristyle::prelude::*;

/// A shop of the old system.
#[derive(Debug, Clone, ColumnType)]
pub struct ShopNumber(i32);

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub shop_id: ShopNumber,
}

fn main() {}
