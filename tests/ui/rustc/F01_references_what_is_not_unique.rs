use peristyle::prelude::*;

/// A place that sells.
#[table(name = "shops", unique(code))]
pub struct Shop {
    pub id: Id<Shop>,
    pub code: String,
    pub number: i32,
}

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(references = Shop::NUMBER, on_delete = restrict, why = "a shop with plans is kept")]
    pub shop: i32,
}

fn main() {}
