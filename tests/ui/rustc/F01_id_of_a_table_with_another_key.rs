use peristyle::prelude::*;

/// A place that sells.
#[table(name = "shops")]
pub struct Shop {
    #[column(waive(uuid_v7 = "counted"))]
    pub id: i64,
}

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(on_delete = restrict, why = "a shop with plans is kept")]
    pub shop_id: Id<Shop>,
}

fn main() {}
