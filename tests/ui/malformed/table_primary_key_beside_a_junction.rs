use peristyle::prelude::*;

/// A place that sells.
#[table(name = "shops", unique(code))]
pub struct Shop {
    pub id: Id<Shop>,
    pub code: String,
    pub number: i32,
}

/// What a customer pays for.
#[table(name = "plans", junction(a_id, b_id), primary_key(a_id, b_id))]
pub struct Plan {
    #[column(on_delete = restrict, why = "a shop with plans is kept")]
    pub a_id: Id<Shop>,
    #[column(on_delete = restrict, why = "a shop with plans is kept")]
    pub b_id: Id<Shop>,
}

fn main() {}
