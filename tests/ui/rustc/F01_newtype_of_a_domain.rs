use peristyle::prelude::*;

/// A shop of the old system.
#[derive(Debug, Clone, ColumnType)]
#[column_type(sql_type = "public.shop_number")]
pub struct ShopNumber(String);

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub shop_id: ShopNumber,
}

fn main() {}
