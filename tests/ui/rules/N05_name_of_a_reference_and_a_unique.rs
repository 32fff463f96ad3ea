use peristyle::prelude::*;

/// A place that sells.
#[table(name = "shops", unique(code))]
pub struct Shop {
    pub id: Id<Shop>,
    pub code: String,
    pub number: i32,
}

/// What a customer pays for.
#[table(name = "plans", unique(shop_id, constraint, including_deleted, name = "plans_shop"), waive(unique_live = "a shop has one plan for ever"))]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(on_delete = restrict, why = "a shop with plans is kept", constraint = "plans_shop")]
    pub shop_id: Id<Shop>,
}

fn main() {}
