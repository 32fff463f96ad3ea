use peristyle::prelude::*;

/// A place that sells.
pub struct Shop {
    pub name: String,
}

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(on_delete = restrict, why = "a shop with plans is kept")]
    pub shop_id: Id<Shop>,
}

fn main() {}
