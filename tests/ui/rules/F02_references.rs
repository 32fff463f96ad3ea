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
    #[column(references = Shop)]
    pub shop_id: i64,
}

fn main() {}
